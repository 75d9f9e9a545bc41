/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;

/**
 * A script, split into its statements.
 *
 * @param name as reports show it, such as its file's name
 * @param statements in the order in which they run
 */
public record ScriptText(String name, List<StatementText> statements) {

  public ScriptText {
    statements = List.copyOf(statements);
  }
}
