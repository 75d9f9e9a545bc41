/** See the README. */
@NullMarked
package dev.clearway.testkit;

import org.jspecify.annotations.NullMarked;
