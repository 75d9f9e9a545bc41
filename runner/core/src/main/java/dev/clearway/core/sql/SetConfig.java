/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT set_config('search_path', 'a, b', false)}, as dumps begin with: a SET in the shape
 * of a query.
 */
final class SetConfig {

  private SetConfig() {}

  /** Null for any other statement, and where an argument is not a constant. */
  static @Nullable SqlCommand read(String text, List<SqlToken> tokens) {
    if (isSetSchema(text, tokens)) {
      String schema = Identifiers.string(tokens.get(tokens.size() - 1), text);
      return schema == null
          ? null
          : new SqlCommand.SetParameter(
              "search_path", List.of(schema), tokens.get(1).isWord(text, "local"));
    }
    if (tokens.size() < 9 || !tokens.get(0).isWord(text, "select")) {
      return null;
    }
    int at = tokens.get(1).isWord(text, "pg_catalog") ? 3 : 1;
    if (tokens.size() != at + 8 || !tokens.get(at).isWord(text, "set_config")) {
      return null;
    }
    String name = string(text, tokens.get(at + 2));
    String value = string(text, tokens.get(at + 4));
    boolean local = tokens.get(at + 6).isWord(text, "true");
    if (name == null || value == null || !(local || tokens.get(at + 6).isWord(text, "false"))) {
      return null;
    }
    String parameter = Identifiers.fold(name);
    List<String> values =
        parameter.equals("search_path") ? Identifiers.list(value) : List.of(value);
    return new SqlCommand.SetParameter(parameter, values, local);
  }

  /** {@code SET [SESSION | LOCAL] SCHEMA 'name'}. */
  private static boolean isSetSchema(String text, List<SqlToken> tokens) {
    int last = tokens.size() - 1;
    return (last == 2 || last == 3)
        && tokens.get(0).isWord(text, "set")
        && tokens.get(last - 1).isWord(text, "schema")
        && tokens.get(last).kind() == SqlToken.Kind.STRING
        && (last == 2
            || tokens.get(1).isWord(text, "session")
            || tokens.get(1).isWord(text, "local"));
  }

  private static @Nullable String string(String text, SqlToken token) {
    return token.kind() == SqlToken.Kind.STRING ? Identifiers.string(token, text) : null;
  }
}
