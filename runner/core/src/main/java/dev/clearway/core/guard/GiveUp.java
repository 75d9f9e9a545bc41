/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.guard.ContentionException.Reason;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.BlockerWords;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Words the end of a unit that could not be done. */
final class GiveUp {

  private GiveUp() {}

  static ContentionException because(Reason reason, Unit unit, @Nullable Throwable cause) {
    String name = unit.name == null ? "The migration" : unit.name;
    String what = unit.relations().isEmpty() ? "its locks" : String.join(", ", unit.relations());
    String first =
        switch (reason) {
          case PATIENCE ->
              name
                  + " could not get "
                  + what
                  + ": the road was not clear within blockerPatience ("
                  + words(unit.settings.blockerPatience())
                  + ").";
          case DEADLINE ->
              name
                  + " could not get "
                  + what
                  + " within retryFor ("
                  + words(unit.settings.retryFor())
                  + ").";
          case ON_BLOCKER_FAIL ->
              name + " needs " + what + ", somebody is in the way, and onBlocker is fail.";
          case HOLDS_TOO_LONG ->
              name
                  + " made queries wait for the stall budget ("
                  + words(unit.settings.stallBudget())
                  + ") in each of "
                  + unit.cancelledWhileHolding
                  + " attempts, by what it does while it holds its locks, not by queueing for them.";
          case REPLICA_LAG ->
              name
                  + " waited for a replica that stayed more than maxReplicaLag ("
                  + words(unit.settings.maxReplicaLag())
                  + ") behind.";
        };
    StringBuilder message = new StringBuilder(first).append(" Nothing of it is left behind.");
    for (Blocker blocker : unit.blockers.subList(0, Math.min(3, unit.blockers.size()))) {
      message.append(" In the way: ").append(describe(blocker)).append('.');
      if (blocker.kind() != BlockerKind.SESSION) {
        message.append(" To end it: ").append(BlockerWords.remedy(blocker));
      }
    }
    return new ContentionException(
        reason,
        unit.name,
        unit.relations(),
        unit.blockers,
        unit.attempts,
        unit.elapsed(),
        first,
        message.toString(),
        cause);
  }

  private static String describe(Blocker blocker) {
    StringBuilder text = new StringBuilder();
    if (blocker.pid() == 0) {
      text.append(BlockerWords.name(blocker));
    } else {
      text.append(blocker.application().isBlank() ? "a session" : blocker.application())
          .append(" (pid ")
          .append(blocker.pid());
      if (blocker.user() != null) {
        text.append(", ").append(blocker.user());
      }
      text.append(')');
    }
    if (blocker.state() != null) {
      text.append(", ").append(blocker.state());
    }
    return text.append(blocker.ageKnown() ? " for " : " seen for ")
        .append(words(blocker.age()))
        .append(", holding ")
        .append(blocker.mode().catalogName())
        .append(" on ")
        .append(blocker.relation())
        .toString();
  }

  /** A duration for people: its two largest units. */
  static String words(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return millis % 1_000 == 0
          ? millis / 1_000 + " s"
          : millis / 1_000 + "." + millis % 1_000 / 100 + " s";
    }
    long seconds = duration.toSeconds();
    if (seconds < 3_600) {
      return seconds % 60 == 0
          ? seconds / 60 + " min"
          : seconds / 60 + " min " + seconds % 60 + " s";
    }
    long minutes = duration.toMinutes();
    return minutes % 60 == 0 ? minutes / 60 + " h" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
