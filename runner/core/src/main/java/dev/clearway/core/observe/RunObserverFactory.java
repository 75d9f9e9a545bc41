/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.observe;

import org.jspecify.annotations.Nullable;

/**
 * Makes an observer for each run: the service that a jar provides in {@code
 * META-INF/services/dev.clearway.core.observe.RunObserverFactory} to hear of runs, in every host:
 * Flyway with the extension, the command line, the build plugins.
 *
 * <p>One object serves all runs of a class loader, which may be at the same time; it needs a public
 * constructor without parameters. This interface, {@link RunObserver} and the events are stable:
 * kinds of events and components of them may be added, so an observer ignores what it does not
 * know.
 */
public interface RunObserverFactory {

  /** What to call it when something is to be said of it: {@code audit log}. */
  String name();

  /**
   * A run is about to begin. Called on the thread of the run, so it must be quick; what needs time
   * belongs into the observer.
   *
   * @param run the run's name, as in {@link dev.clearway.core.record.RunEvent.RunStarted}
   * @return null where this run is none of its business
   */
  @Nullable RunObserver observe(String run);
}
