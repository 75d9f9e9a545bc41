/** Blockers, victims, clearance and the stall watch: what is locked right now. */
@NullMarked
package dev.clearway.core.lock;

import org.jspecify.annotations.NullMarked;
