/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.forecast.RelationLock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the middle of an attempt, through whatever host runs the migration, for the loop that
 * decides how to go on. Never seen outside the guard, unless the host hides it in another
 * exception.
 */
abstract sealed class AttemptEnded extends RuntimeException {

  private AttemptEnded(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The road is not clear, and nothing is locked yet or all of it can be rolled back. */
  static final class NotClear extends AttemptEnded {
    final transient List<RelationLock> locks;

    NotClear(List<RelationLock> locks) {
      super("the road is not clear", null);
      this.locks = locks;
    }
  }

  /** A statement failed in a way that another attempt may mend, or that ends the session. */
  static final class Failed extends AttemptEnded {
    Failed(Throwable cause) {
      super("the attempt failed", cause);
    }
  }

  /** The stall budget was spent while we were between two statements. */
  static final class OverBudget extends AttemptEnded {
    OverBudget() {
      super("the stall budget is spent", null);
    }
  }
}
