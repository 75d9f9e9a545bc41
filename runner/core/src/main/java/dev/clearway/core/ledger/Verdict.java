/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says has become of a statement.
 *
 * @param state whether it has had its effect
 * @param leftovers invalid indexes that it has left behind, and nobody else
 * @param finish a statement that ends what it began, in place of beginning again; null where there
 *     is none
 */
public record Verdict(State state, List<IndexFacts> leftovers, @Nullable String finish) {

  /** Whether the statement has had its effect. */
  public enum State {
    DONE,
    /** It is to be executed, for the first time or again, once its leftovers are gone. */
    NOT_DONE,
    /** The catalog cannot tell. */
    UNKNOWN
  }

  static final Verdict DONE = new Verdict(State.DONE, List.of(), null);
  static final Verdict NOT_DONE = new Verdict(State.NOT_DONE, List.of(), null);
  static final Verdict UNKNOWN = new Verdict(State.UNKNOWN, List.of(), null);

  public Verdict {
    leftovers = List.copyOf(leftovers);
  }

  static Verdict notDone(List<IndexFacts> leftovers) {
    return new Verdict(State.NOT_DONE, leftovers, null);
  }
}
