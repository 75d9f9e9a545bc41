/**
 * What a command works with: flags, environment and files turned into Flyway's configuration, the
 * guard's settings and a data source.
 */
@NullMarked
package dev.clearway.cli.setup;

import org.jspecify.annotations.NullMarked;
