/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;

/** The first tokens of a statement, comments left out. */
final class Heads {

  private Heads() {}

  static List<SqlToken> tokens(String sql, int limit) {
    List<SqlToken> tokens = new ArrayList<>();
    SqlScanner scanner = new SqlScanner(sql);
    while (tokens.size() < limit && scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** Whether {@code words} follow each other somewhere among {@code tokens}. */
  static boolean has(List<SqlToken> tokens, String sql, String... words) {
    for (int i = 0; i + words.length <= tokens.size(); i++) {
      boolean all = true;
      for (int j = 0; j < words.length && all; j++) {
        all = tokens.get(i + j).isWord(sql, words[j]);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }
}
