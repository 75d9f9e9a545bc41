/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** What a rule is about. */
public enum RuleGroup {
  INDEXES("indexes"),
  CONSTRAINTS("constraints"),
  COLUMNS("columns"),
  OBJECTS("tables, partitions and other objects"),
  TRANSACTIONS("transactions and data"),
  STYLE("style"),
  LINT("lint itself");

  private final String title;

  RuleGroup(String title) {
    this.title = title;
  }

  /** As headings name it. */
  public String title() {
    return title;
  }
}
