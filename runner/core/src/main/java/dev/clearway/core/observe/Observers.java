/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.observe;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.TimedEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The observers of one run. Whatever one of them does, the run neither fails nor waits for it:
 * {@link #on} only puts the event into a queue for each.
 *
 * <p>Thread-safe.
 */
public final class Observers implements RunListener {

  /** How many events may wait for one observer: some minutes of samples. */
  public static final int CAPACITY = 1_024;

  private final Clock clock;
  private final Consumer<String> warnings;
  private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();

  /**
   * @param clock stamps the events
   * @param warnings takes a line for people when an observer fails, once for each of them; called
   *     from any thread
   */
  public Observers(Clock clock, Consumer<String> warnings) {
    this.clock = clock;
    this.warnings = warnings;
  }

  /** Adds those that {@code loader} finds as services; one that cannot be had is left out. */
  public void addServices(String run, @Nullable ClassLoader loader) {
    Iterator<RunObserverFactory> found =
        ServiceLoader.load(RunObserverFactory.class, loader).iterator();
    while (true) {
      RunObserverFactory factory;
      try {
        if (!found.hasNext()) {
          return;
        }
        factory = found.next();
      } catch (ServiceConfigurationError e) {
        warn("an observer of runs", e);
        continue;
      }
      add(run, factory);
    }
  }

  /** Adds one, before the run begins. */
  public void add(String run, RunObserverFactory factory) {
    String name = factory.getClass().getName();
    try {
      name = factory.name();
      RunObserver observer = factory.observe(run);
      if (observer != null) {
        add(name, observer, CAPACITY);
      }
    } catch (RuntimeException | LinkageError e) {
      warn(name, e);
    }
  }

  void add(String name, RunObserver observer, int capacity) {
    mailboxes.add(new Mailbox(name, observer, capacity, warnings));
  }

  /** Whether nobody listens. */
  public boolean isEmpty() {
    return mailboxes.isEmpty();
  }

  @Override
  public void on(RunEvent event) {
    if (!mailboxes.isEmpty()) {
      TimedEvent timed = new TimedEvent(clock.instant(), event);
      mailboxes.forEach(mailbox -> mailbox.put(timed));
    }
  }

  /** Nothing more is coming: they deal with what is left, and nobody waits for that yet. */
  public void end() {
    mailboxes.forEach(Mailbox::end);
  }

  /**
   * Lets the observers deal with what is left and closes them, all at the same time.
   *
   * @param patience how long to wait for them all together; whoever is not done then is interrupted
   *     and forgotten
   */
  public void close(Duration patience) {
    end();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    for (Mailbox mailbox : mailboxes) {
      interrupted |= mailbox.await(deadline, patience);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void warn(String name, Throwable thrown) {
    warnings.accept(Mailbox.failed(name, thrown));
  }
}
