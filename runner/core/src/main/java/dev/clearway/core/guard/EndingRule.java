/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.LockSession;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom {@code onBlocker=cancel|terminate} may end, as the settings have it: for the act itself, and
 * for saying beforehand what it would do.
 */
public final class EndingRule {

  private EndingRule() {}

  /** What {@code migrate} would do to it if it were in the way; empty where it would only wait. */
  public static Optional<OnBlocker> would(GuardSettings settings, LockSession session) {
    Duration age = session.transactionAge();
    if (!settings.onBlocker().endsSomething()
        || age == null
        || session.shielded()
        || !allows(settings, session.kind(), session.application(), session.user(), age)) {
      return Optional.empty();
    }
    // a cancel does not reach who is idle
    return session.kind() == BlockerKind.IDLE_IN_TRANSACTION
            && settings.onBlocker() == OnBlocker.CANCEL
        ? Optional.empty()
        : Optional.of(settings.onBlocker());
  }

  static boolean allows(
      GuardSettings settings,
      BlockerKind kind,
      String application,
      @Nullable String user,
      Duration age) {
    return kind.mayBeEnded()
        && age.compareTo(settings.blockerMinAge()) >= 0
        && (settings.blockerApplications().contains(application)
            || (user != null && settings.blockerRoles().contains(user)));
  }
}
