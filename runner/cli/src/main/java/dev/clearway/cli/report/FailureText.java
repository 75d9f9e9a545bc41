/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.RunFailure;
import java.util.ArrayList;
import java.util.List;

/** A failure of any command, for a person. */
public final class FailureText {

  private FailureText() {}

  /** What happened, what state things are in, what to do next. */
  public static List<String> of(RunOutcome outcome, RunFailure failure, Style style) {
    List<String> lines = new ArrayList<>();
    MigrateText.failure(outcome, failure, style, lines);
    lines.addAll(Words.wrap("  Next: ", failure.next()));
    return lines;
  }
}
