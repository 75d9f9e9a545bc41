/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** An index that is not unique over more than three columns. */
final class WideIndex extends Rule {
  WideIndex() {
    super(
        "wide-index",
        RuleGroup.INDEXES,
        Severity.NOTE,
        Danger.STYLE,
        "An index that is not unique over more than three columns",
        "index the columns that searches begin with");
  }

  private static final int MOST_COLUMNS = 3;

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateIndex index
        && !index.unique()
        && index.elements().size() > MOST_COLUMNS) {
      step.report(
          this,
          "an index over %d columns costs every write, and serves few searches"
              .formatted(index.elements().size()));
    }
  }
}
