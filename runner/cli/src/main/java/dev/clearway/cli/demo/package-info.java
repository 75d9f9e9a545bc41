/**
 * The {@code demo} command: the same migration under the same load, with plain Flyway and with
 * Clearway, and what the application felt of each.
 */
@NullMarked
package dev.clearway.cli.demo;

import org.jspecify.annotations.NullMarked;
