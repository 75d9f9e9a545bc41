/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

/**
 * Hears what happens in a run. Called on the thread that runs the migration, between statements or
 * while it waits, and on the threads that watch it, so an implementation must be quick and
 * thread-safe; what it throws ends the run.
 */
@FunctionalInterface
public interface RunListener {

  RunListener NONE = event -> {};

  void on(RunEvent event);
}
