/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

/** How far one statement of a script is. */
public enum StatementState {
  /** Not begun, or begun and proved to have left nothing. */
  PENDING("pending"),
  /** Begun outside a transaction, its end not recorded: the catalog has to tell. */
  BEGUN("begun"),
  /** Done; never executed again. */
  DONE("done");

  private final String word;

  StatementState(String word) {
    this.word = word;
  }

  /** As the ledger has it. */
  public String word() {
    return word;
  }

  static StatementState of(String word) {
    for (StatementState state : values()) {
      if (state.word.equals(word)) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown state in the statement ledger: " + word);
  }
}
