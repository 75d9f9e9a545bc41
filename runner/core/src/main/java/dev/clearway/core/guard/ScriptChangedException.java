/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.ledger.LedgerStatement;
import dev.clearway.core.ledger.ScriptDifference;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A script that was begun is not any more what it was. Nothing of it has been executed. */
public final class ScriptChangedException extends GuardException {

  private final String unit;
  private final transient List<ScriptDifference> differences;

  ScriptChangedException(String unit, int done, List<ScriptDifference> differences) {
    super(
        unit
            + " was changed after "
            + done
            + (done == 1 ? " of its statements was" : " of its statements were")
            + " executed:\n"
            + differences.stream()
                .limit(5)
                .map(ScriptChangedException::words)
                .collect(Collectors.joining("\n"))
            + (differences.size() > 5 ? "\n  and " + (differences.size() - 5) + " more" : ""),
        null);
    this.unit = unit;
    this.differences = List.copyOf(differences);
  }

  private static String words(ScriptDifference difference) {
    return "  statement %d (%s)\n    was %s\n    is  %s"
        .formatted(
            difference.ordinal(),
            difference.state().word(),
            words(difference.was()),
            words(difference.is()));
  }

  private static String words(@Nullable LedgerStatement statement) {
    if (statement == null) {
      return "not there";
    }
    String text = statement.text().replaceAll("\\s+", " ");
    return "%s  (line %d, %s)"
        .formatted(
            text.length() > 200 ? text.substring(0, 200) + " ..." : text,
            statement.line(),
            statement.hash().substring(0, 12));
  }

  /** The script. */
  public String unit() {
    return unit;
  }

  /** Each statement that differs. */
  public List<ScriptDifference> differences() {
    return differences;
  }
}
