/** One unit of work under timeouts, clearance, stall watch and retry. */
@NullMarked
package dev.clearway.core.guard;

import org.jspecify.annotations.NullMarked;
