/** See the README. */
@NullMarked
package dev.clearway.bench;

import org.jspecify.annotations.NullMarked;
