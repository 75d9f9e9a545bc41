/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a repair does, or would do.
 *
 * @param kind what it is
 * @param script whose; null for none
 * @param statement its place in the script, from 1; null where it is about the whole script
 * @param line where that statement starts; null like it
 * @param text for people
 */
public record RepairStep(
    Kind kind,
    @Nullable String script,
    @Nullable Integer statement,
    @Nullable Integer line,
    String text) {

  /** What a repair does. */
  public enum Kind {
    /** A row of Flyway's history that says that a script failed is removed. */
    REMOVE_FAILED_ROW("remove-failed-row"),
    /** What Flyway's own repair does besides: checksums, and migrations that are gone. */
    ALIGN_HISTORY("align-history"),
    /** What is done stays done, and the rest of the script is taken as it is now. */
    TAKE_OVER("take-over"),
    /** What was done has changed in the script, which begins anew. */
    BEGIN_ANEW("begin-anew"),
    /** The ledger forgets a script that is gone, or done by other means. */
    FORGET("forget"),
    /** A statement in doubt had its effect. */
    MARK_DONE("mark-done"),
    /** A statement in doubt is executed again. */
    MARK_PENDING("mark-pending"),
    /** An invalid index that an unfinished build of ours has left is dropped. */
    DROP_INDEX("drop-index"),
    /** A statement in doubt, about which a person has to decide first. */
    UNDECIDED("undecided");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word in JSON. */
    public String word() {
      return word;
    }
  }
}
