/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.retry.QueueTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the loop over one unit's attempts remembers from one to the next. */
final class Unit {

  private final long startedAt = System.nanoTime();

  /** The script; null until it is known. */
  @Nullable String name;

  boolean namedByHost;

  GuardSettings settings;
  QueueTime queueTime;
  final Outlook outlook = new Outlook();
  int attempts;
  int announced;
  int cancelledWhileHolding;

  /** Whether the stall watch cancelled the last statement. */
  boolean cancelledByUs;

  Duration pause = Duration.ZERO;
  Duration clearanceWait = Duration.ZERO;
  List<RelationLock> wanted = List.of();
  List<Blocker> blockers = List.of();

  /** Who was waited for before the attempt that comes next. */
  List<Blocker> awaited = List.of();

  Unit(@Nullable String name, GuardSettings settings) {
    this.name = name;
    this.namedByHost = name != null;
    this.settings = settings;
    this.queueTime = QueueTime.start(settings.lockTimeout());
  }

  /** The host's name for the work counts; a script's own is better than none. */
  void adopt(String script, GuardSettings scriptSettings) {
    if (!namedByHost) {
      name = script;
    }
    settings = scriptSettings;
    queueTime = queueTime.under(scriptSettings.lockTimeout());
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  Duration remaining() {
    return settings.retryFor().minus(elapsed());
  }

  List<String> relations() {
    return wanted.stream().map(lock -> lock.relation().qualifiedName()).distinct().toList();
  }
}
