/** See the README. */
@NullMarked
package dev.clearway.cli;

import org.jspecify.annotations.NullMarked;
