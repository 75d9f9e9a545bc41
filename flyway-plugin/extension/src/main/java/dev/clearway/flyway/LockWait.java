/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says whom we wait for, where Flyway's lock is not ours at once: who, where, since when, and what
 * it is running. Costs nothing where the lock is free: Flyway asks for it once for each migration,
 * so its thread is not woken for that, but looks by itself whether a wait has lasted.
 */
final class LockWait implements AutoCloseable {

  private static final long FIRST_MILLIS = 500;
  private static final long AGAIN_MILLIS = 5_000;
  private static final long LOOK_MILLIS = 100;

  private final DatabaseProbe probe;
  private final RunListener listener;

  /** When the wait began; null while nobody waits. Another object for each wait. */
  private volatile @Nullable Long since;

  private @Nullable Thread thread;
  private @Nullable String told;

  LockWait(DatabaseProbe probe, RunListener listener) {
    this.probe = probe;
    this.listener = listener;
  }

  /** A wait begins, which {@link #end} ends. */
  void begin() {
    since = System.nanoTime();
    if (thread == null) {
      Thread looking = new Thread(this::look, "clearway-lock");
      looking.setDaemon(true);
      looking.start();
      thread = looking;
    }
  }

  /** Nobody waits any more; does nothing where nobody does. */
  void end() {
    since = null;
  }

  private void look() {
    Long seen = null;
    long due = 0;
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        Long now = since;
        if (now == null) {
          continue;
        }
        if (!now.equals(seen)) {
          seen = now;
          due = now + TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS);
        }
        if (System.nanoTime() - due >= 0) {
          tell();
          due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    if (thread != null) {
      thread.interrupt();
    }
  }
}
