/**
 * The service interface for whoever wants to hear of runs: {@link
 * dev.clearway.core.observe.RunObserverFactory}, and how its observers are kept away from the run.
 */
@NullMarked
package dev.clearway.core.observe;

import org.jspecify.annotations.NullMarked;
