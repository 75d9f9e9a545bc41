/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The run as events of Java Flight Recorder: {@code dev.clearway.Attempt} and {@code
 * dev.clearway.ClearanceWait} with their durations, {@code dev.clearway.Stall} for each sample with
 * victims. They cost next to nothing while nobody records.
 */
@SuppressWarnings("UnusedVariable") // the fields of an event are read by Java Flight Recorder
final class JfrEvents {

  private @Nullable Present present;
  private boolean absent;

  /**
   * Says nothing until somebody records: to load the first event starts half of Java Flight
   * Recorder, which costs a short run more than all else that it records. Says nothing ever in a
   * runtime without the module.
   */
  void on(List<TimedEvent> events) {
    if (present == null && !absent) {
      try {
        if (FlightRecorder.isInitialized()) {
          present = new Present();
        }
      } catch (LinkageError e) {
        absent = true;
      }
    }
    if (present != null) {
      events.forEach(present::on);
    }
  }

  /** Whether times are taken when events get here, which must be at once then. */
  boolean measures() {
    return present != null;
  }

  void close() {
    if (present != null) {
      present.close();
    }
  }

  @Name("dev.clearway.Attempt")
  @Label("Attempt")
  @Category("Clearway")
  @StackTrace(false)
  private static final class AttemptEvent extends Event {
    @Label("Unit")
    String unit = "";

    @Label("Number")
    int number;

    @Label("Outcome")
    String outcome = "";

    @Label("Victims")
    int victims;

    @Label("Longest wait of a victim")
    @Timespan(Timespan.MILLISECONDS)
    long longestWait;
  }

  @Name("dev.clearway.ClearanceWait")
  @Label("Clearance wait")
  @Category("Clearway")
  @StackTrace(false)
  private static final class WaitEvent extends Event {
    @Label("Unit")
    String unit = "";
  }

  @Name("dev.clearway.Stall")
  @Label("Stall")
  @Category("Clearway")
  @StackTrace(false)
  private static final class StallEvent extends Event {
    @Label("Unit")
    String unit = "";

    @Label("Victims")
    int victims;

    @Label("Longest wait of a victim")
    @Timespan(Timespan.MILLISECONDS)
    long longestWait;
  }

  private static final class Present {
    private final Map<String, AttemptEvent> attempts = new HashMap<>();
    private final Map<String, WaitEvent> waits = new HashMap<>();

    void on(TimedEvent timed) {
      RunEvent event = timed.event();
      if (event instanceof RunEvent.AttemptStarted started) {
        AttemptEvent attempt = new AttemptEvent();
        attempt.begin();
        attempts.put(started.unit(), attempt);
      } else if (event instanceof RunEvent.AttemptFinished finished) {
        finished(finished, attempts.remove(finished.unit()));
      } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
        waits.computeIfAbsent(
            awaited.unit(),
            unit -> {
              WaitEvent wait = new WaitEvent();
              wait.begin();
              wait.unit = unit;
              return wait;
            });
      } else if (event instanceof RunEvent.ClearanceGiven given) {
        commit(waits.remove(given.unit()));
      } else if (event instanceof RunEvent.Sampled sampled
          && !sampled.sample().victims().isEmpty()) {
        StallEvent stall = new StallEvent();
        stall.unit = sampled.unit();
        stall.victims = sampled.sample().victims().size();
        stall.longestWait =
            sampled.sample().victims().stream()
                .mapToLong(v -> v.waited().toMillis())
                .max()
                .orElse(0);
        stall.commit();
      }
    }

    private static void finished(
        RunEvent.AttemptFinished finished, @Nullable AttemptEvent attempt) {
      if (attempt != null) {
        attempt.unit = finished.unit();
        attempt.number = finished.attempt().number();
        attempt.outcome = finished.attempt().outcome().name();
        attempt.victims = finished.attempt().victims();
        attempt.longestWait = finished.attempt().longestVictimWait().toMillis();
        attempt.commit();
      }
    }

    private static void commit(@Nullable Event event) {
      if (event != null) {
        event.commit();
      }
    }

    void close() {
      waits.values().forEach(Event::commit);
    }
  }
}
