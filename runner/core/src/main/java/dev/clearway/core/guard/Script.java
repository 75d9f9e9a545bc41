/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.StatementText;
import java.util.List;

/**
 * A script that is about to run.
 *
 * @param name as people know it: the file's name
 * @param statements in order
 * @param settings for each statement, directives applied
 */
public record Script(String name, List<ScriptStatement> statements, List<GuardSettings> settings) {

  public Script {
    statements = List.copyOf(statements);
    settings = List.copyOf(settings);
    if (statements.size() != settings.size()) {
      throw new IllegalArgumentException("one settings record for each statement");
    }
  }

  ScriptText text() {
    return new ScriptText(
        name, statements.stream().map(s -> new StatementText(s.line(), s.sql())).toList());
  }
}
