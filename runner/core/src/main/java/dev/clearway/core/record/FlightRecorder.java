/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens in a run to a file, {@code <folder>/<run>/record.jsonl}: append-only, one
 * JSON object a line, in the operating system's hands {@value #PACE_MILLIS} ms after it happened at
 * the latest, so that a runner that is killed leaves a readable file. A run that has nothing to do
 * leaves none.
 *
 * <p>Never in the run's way: events go through a bounded queue to a thread of its own; where that
 * is full, or the folder cannot be written, they are lost, and the run goes on. Of samples the file
 * keeps fewer and fewer as it grows, so that it stays below {@value #MOST_BYTES} bytes and a
 * little.
 *
 * <p>Thread-safe. {@link #close} once the run is over.
 */
public final class FlightRecorder implements RunListener, AutoCloseable {

  static final long MOST_BYTES = 16L << 20;

  /** Whoever wrote each event by itself would be woken by each, and take a core from the run. */
  private static final long PACE_MILLIS = 50;

  private static final int QUEUE = 10_000;
  private static final int MOST_EARLY = 1_000;
  private static final int MOST_BLOCKERS = 50;
  private static final int MOST_RUNS = 100;
  private static final Duration AT_THE_END = Duration.ofSeconds(2);

  /** An object that no run has. */
  private static final RunEvent NO_MORE = new RunEvent.InterruptRequested();

  private final Path folder;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final BlockingQueue<TimedEvent> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicLong lost = new AtomicLong();
  private final List<TimedEvent> early = new ArrayList<>();
  private volatile boolean begun;
  private @Nullable String run;
  private @Nullable Thread writer;
  private volatile @Nullable Path file;

  /**
   * @param folder where runs leave their records; made where it is missing
   * @param clock stamps what is heard
   * @param warnings hears once, on the recorder's own thread, that nothing can be written
   */
  public FlightRecorder(Path folder, Clock clock, Consumer<String> warnings) {
    this.folder = folder;
    this.clock = clock;
    this.warnings = warnings;
  }

  @Override
  public void on(RunEvent event) {
    TimedEvent timed = new TimedEvent(clock.instant(), bounded(event));
    if (!begun && !beginsWith(timed)) {
      return;
    }
    try {
      if (event instanceof RunEvent.RunFinished
          ? !queue.offer(timed, AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)
          : !queue.offer(timed)) {
        lost.incrementAndGet();
      }
    } catch (InterruptedException e) {
      lost.incrementAndGet();
      Thread.currentThread().interrupt();
    }
  }

  /** A busy table has thousands of holders; the oldest, which come first, explain a wait. */
  private static RunEvent bounded(RunEvent event) {
    return event instanceof RunEvent.ClearanceAwaited awaited
            && awaited.blockers().size() > MOST_BLOCKERS
        ? new RunEvent.ClearanceAwaited(
            awaited.unit(),
            awaited.attempt(),
            awaited.relations(),
            awaited.blockers().subList(0, MOST_BLOCKERS),
            awaited.waited())
        : event;
  }

  /**
   * Keeps an event until there is something worth a file: work that was begun, or a failure.
   *
   * @return whether the file has been begun, without this event
   */
  private synchronized boolean beginsWith(TimedEvent timed) {
    if (begun) {
      return true;
    }
    if (timed.event() instanceof RunEvent.RunStarted started) {
      run = started.run();
    }
    boolean due =
        timed.event() instanceof RunEvent.UnitEvent
            || (timed.event() instanceof RunEvent.RunFinished finished
                && finished.result().failure() != null);
    String name = run;
    if (!due || name == null) {
      if (early.size() < MOST_EARLY) {
        early.add(timed);
      }
      return false;
    }
    queue.addAll(early);
    early.clear();
    Thread thread = new Thread(() -> write(name), "clearway-recorder");
    thread.setDaemon(true);
    thread.start();
    writer = thread;
    begun = true;
    return true;
  }

  /** Waits until all is written, two seconds at most. Nothing is heard any more afterwards. */
  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      thread = writer;
    }
    if (thread == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      over.countDown();
      TimedEvent end = new TimedEvent(Instant.EPOCH, NO_MORE);
      if (queue.offer(end, AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.join(AT_THE_END.toMillis());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The record's file; null where none was begun, or none can be written. */
  public @Nullable Path file() {
    return file;
  }

  /** The writer's thread: all of the file, and Java Flight Recorder's events. */
  private void write(String name) {
    JfrEvents jfr = new JfrEvents();
    Output output = null;
    List<TimedEvent> batch = new ArrayList<>();
    boolean failed = false;
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch);
        boolean end = batch.get(batch.size() - 1).event() == NO_MORE;
        if (end) {
          batch.remove(batch.size() - 1);
        }
        jfr.on(batch);
        if (!failed) {
          try {
            output = output == null ? open(name) : output;
            for (TimedEvent event : batch) {
              output.write(event);
            }
            if (end) {
              output.gaps(lost.get());
            }
            output.flush();
          } catch (IOException e) {
            failed = true;
            file = null;
            warnings.accept(
                "The flight record cannot be written to "
                    + folder
                    + " ("
                    + e.getClass().getSimpleName()
                    + "); the run goes on without it.");
          }
        }
        batch.clear();
        if (end) {
          return;
        }
        if (!jfr.measures()) {
          over.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jfr.close();
      if (output != null) {
        output.close();
      }
    }
  }

  private Output open(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path record = own.resolve(FlightRecord.FILE);
    Output output = new Output(record, name);
    file = record;
    forgetOld();
    return output;
  }

  /** A folder that is kept from build to build must not grow for ever. */
  private void forgetOld() throws IOException {
    List<Path> runs = FlightRecord.runs(folder);
    for (Path old : runs.subList(0, Math.max(0, runs.size() - MOST_RUNS))) {
      try (Stream<Path> files = Files.list(old)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
        Files.delete(old);
      } catch (IOException e) {
        // Somebody else is at it, or has put a folder there: it stays.
      }
    }
  }

  /** The open file: lines are gathered and written together. */
  private static final class Output {
    private final OutputStream out;
    private final RecordLines lines = new RecordLines();
    private final StringBuilder text = new StringBuilder();
    private final Map<Class<?>, Instant> lastKept = new HashMap<>();
    private long bytes;
    private long thinned;

    Output(Path record, String run) throws IOException {
      out = Files.newOutputStream(record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      text.append(RecordLines.head(run)).append('\n');
    }

    void write(TimedEvent event) {
      if (!isKept(event)) {
        thinned++;
        return;
      }
      int before = text.length();
      lines.write(event, text);
      bytes += text.length() - before;
    }

    /** The larger the file, the rarer its samples; towards its limit only what ends something. */
    private boolean isKept(TimedEvent timed) {
      RunEvent event = timed.event();
      if (event instanceof RunEvent.RunFinished || event instanceof RunEvent.UnitFinished) {
        return true;
      }
      boolean sample =
          event instanceof RunEvent.Sampled
              || event instanceof RunEvent.ClearanceAwaited
              || event instanceof RunEvent.ReplicaAwaited
              || event instanceof RunEvent.BuildProgress;
      if (!sample) {
        return bytes < MOST_BYTES;
      }
      long quarters = bytes * 4 / MOST_BYTES;
      if (quarters >= 3) {
        return false;
      }
      Duration pace =
          quarters == 0
              ? Duration.ZERO
              : quarters == 1 ? Duration.ofSeconds(1) : Duration.ofSeconds(10);
      Instant last = lastKept.get(event.getClass());
      if (last != null && timed.at().isBefore(last.plus(pace))) {
        return false;
      }
      lastKept.put(event.getClass(), timed.at());
      return true;
    }

    /**
     * Says what is missing.
     *
     * @param lost how many events never got here
     */
    void gaps(long lost) {
      if (lost > 0 || thinned > 0) {
        text.append(JsonText.write(Map.of("type", "gaps", "lost", lost, "thinned", thinned)))
            .append('\n');
      }
    }

    void flush() throws IOException {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }

    void close() {
      try {
        out.close();
      } catch (IOException e) {
        // What was written is written: the stream has no buffer.
      }
    }
  }
}
