/** The zero-configuration Flyway extension. */
@NullMarked
package dev.clearway.flyway;

import org.jspecify.annotations.NullMarked;
