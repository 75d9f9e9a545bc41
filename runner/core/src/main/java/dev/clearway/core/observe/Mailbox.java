/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.observe;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.TimedEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One observer behind its queue, on its thread. */
final class Mailbox {

  private final String name;
  private final RunObserver observer;
  private final int capacity;
  private final Consumer<String> warnings;
  private final Deque<TimedEvent> queue = new ArrayDeque<>();
  private final Thread thread;
  private boolean ended;
  private boolean warned;
  private long lost;

  Mailbox(String name, RunObserver observer, int capacity, Consumer<String> warnings) {
    this.name = name;
    this.observer = observer;
    this.capacity = capacity;
    this.warnings = warnings;
    this.thread = new Thread(this::deliver, "clearway observer " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Never waits for the observer. */
  synchronized void put(TimedEvent event) {
    if (ended) {
      return;
    }
    int room = isRepeated(event.event()) ? capacity / 2 : capacity;
    if (queue.size() >= room) {
      lost++;
      if (!(event.event() instanceof RunEvent.RunFinished)) {
        return;
      }
      queue.removeLast();
    }
    queue.add(event);
    notifyAll();
  }

  /** Whether the next one says the same, and more. */
  private static boolean isRepeated(RunEvent event) {
    return event instanceof RunEvent.Sampled
        || event instanceof RunEvent.ClearanceAwaited
        || event instanceof RunEvent.BuildProgress;
  }

  private void deliver() {
    try {
      for (TimedEvent event = next(); event != null; event = next()) {
        try {
          observer.on(event);
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception | LinkageError e) {
          warn(failed(name, e));
        }
      }
      observer.close();
    } catch (InterruptedException e) {
      // await() has said so: nobody waits for it any more
      Thread.currentThread().interrupt();
    } catch (Exception | LinkageError e) {
      warn(failed(name, e));
    }
    long missed = missed();
    if (missed > 0) {
      warn(name + " was too slow for " + missed + " events, which it was not told");
    }
  }

  private synchronized @Nullable TimedEvent next() throws InterruptedException {
    while (queue.isEmpty() && !ended) {
      wait();
    }
    return queue.poll();
  }

  private synchronized long missed() {
    return lost;
  }

  /** Nothing more is coming. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for the observer to be done; returns whether the waiting thread was interrupted. */
  boolean await(long deadline, Duration patience) {
    boolean interrupted = false;
    try {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis > 0) {
        thread.join(millis);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      long millis = patience.toMillis();
      warn(
          name
              + " was not done "
              + (millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms")
              + " after the end of the run, and is left alone");
      thread.interrupt();
    }
    return interrupted;
  }

  static String failed(String name, Throwable thrown) {
    String message = thrown.getMessage();
    return name
        + " failed, and the run goes on without it: "
        + (message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message);
  }

  private void warn(String text) {
    synchronized (this) {
      if (warned) {
        return;
      }
      warned = true;
    }
    warnings.accept(text);
  }
}
