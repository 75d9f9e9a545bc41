/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.List;

/**
 * One thing that a rule has to say.
 *
 * @param script the file, as it was named
 * @param line from 1
 * @param column from 1
 * @param length of what it is about, in that line; at least 1
 * @param source that line, as it is in the file
 * @param statement the statement on one line, cut where it is long; empty where it is about none
 * @param relations the tables that it is about, {@code schema.name}
 * @param message one sentence without a full stop at its end
 * @param remedy what to do instead; may be empty
 */
public record Finding(
    Rule rule,
    Severity severity,
    String script,
    int line,
    int column,
    int length,
    String source,
    String statement,
    List<String> relations,
    String message,
    String remedy) {

  public Finding {
    relations = List.copyOf(relations);
  }

  /** The same, weighing as much as this. */
  Finding with(Severity other) {
    return new Finding(
        rule, other, script, line, column, length, source, statement, relations, message, remedy);
  }

  /**
   * Sixteen hexadecimal digits that stay the same when lines move: of the rule, the script and the
   * statement. Two equal findings of a script share them.
   */
  public String fingerprint() {
    long hash = 0xcbf29ce484222325L;
    String text = rule.id() + '\n' + script + '\n' + Tokens.oneLine(statement);
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return String.format("%016x", hash);
  }
}
