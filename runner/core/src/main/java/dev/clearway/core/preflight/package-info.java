/** The deploy gate: what the pending migrations meet in this database now, and whether to go. */
@NullMarked
package dev.clearway.core.preflight;

import org.jspecify.annotations.NullMarked;
