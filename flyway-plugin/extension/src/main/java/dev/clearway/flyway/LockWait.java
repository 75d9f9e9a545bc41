/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whom we wait for, where Flyway's lock is not ours at once: who, where, since when, and what
 * it is running. Costs nothing where the lock is free.
 */
final class LockWait implements AutoCloseable {

  private static final long FIRST_MILLIS = 500;
  private static final long AGAIN_MILLIS = 5_000;

  private final ScheduledThreadPoolExecutor clock;
  private final DatabaseProbe probe;
  private final RunListener listener;
  private @Nullable String told;

  LockWait(DatabaseProbe probe, RunListener listener) {
    this.probe = probe;
    this.listener = listener;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "clearway-lock");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
  }

  /** A wait begins, which {@link ScheduledFuture#cancel} ends. */
  ScheduledFuture<?> begin() {
    return clock.scheduleWithFixedDelay(
        this::tell, FIRST_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell() {
    String holder = probe.otherMigration();
    String who = holder == null ? null : holder.replaceFirst(", (active|idle).*", "");
    if (who != null && !who.equals(told)) {
      told = who;
      listener.on(
          new RunEvent.Notice(
              "", "Waits for another migration, which has Flyway's lock: " + holder));
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
