/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import java.util.HashSet;
import java.util.Set;

/** An UPDATE that sets a column twice. */
final class BanDuplicateColumnAssignments extends Rule {
  BanDuplicateColumnAssignments() {
    super(
        "ban-duplicate-column-assignments",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "An UPDATE that sets a column twice",
        "set it once");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Data data)
        || data.query().kind() != Query.Kind.UPDATE) {
      return;
    }
    Tokens tokens = Tokens.of(step.text());
    int set = tokens.top(0, "set");
    int end = tokens.top(set + 1, "where", "from", "returning");
    Set<String> seen = new HashSet<>();
    int depth = 0;
    for (int i = set + 1; set >= 0 && i < (end < 0 ? tokens.size() : end); i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      boolean begins = i == set + 1 || (depth == 0 && tokens.isSymbol(i - 1, ','));
      if (begins && tokens.isName(i) && !seen.add(tokens.name(i))) {
        step.report(this, "PostgreSQL refuses to set %s twice".formatted(tokens.name(i)));
      }
    }
  }
}
