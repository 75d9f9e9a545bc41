/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.StatementText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script that is about to run.
 *
 * @param name as people know it: the file's name
 * @param statements in order
 * @param settings for each statement, directives applied
 * @param checksum the host's, for the ledger; null where it has none
 * @param recorded whether the ledger is to know which of its statements are done, if it runs
 *     outside a transaction: a script that the history is going to have
 */
public record Script(
    String name,
    List<ScriptStatement> statements,
    List<GuardSettings> settings,
    @Nullable Integer checksum,
    boolean recorded) {

  /** A script that is recorded, without a checksum. */
  public Script(String name, List<ScriptStatement> statements, List<GuardSettings> settings) {
    this(name, statements, settings, null, true);
  }

  public Script {
    statements = List.copyOf(statements);
    settings = List.copyOf(settings);
    if (statements.size() != settings.size()) {
      throw new IllegalArgumentException("one settings record for each statement");
    }
  }

  /** The statements from {@code first} on. */
  ScriptText text(int first) {
    return new ScriptText(
        name,
        statements.stream().skip(first).map(s -> new StatementText(s.line(), s.sql())).toList());
  }
}
