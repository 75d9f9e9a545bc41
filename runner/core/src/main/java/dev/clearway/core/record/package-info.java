/** The flight record: events and attempts of one run. */
@NullMarked
package dev.clearway.core.record;

import org.jspecify.annotations.NullMarked;
