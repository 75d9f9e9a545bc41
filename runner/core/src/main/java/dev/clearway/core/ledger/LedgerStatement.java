/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One statement of a script, as the ledger knows it again.
 *
 * @param line where it starts, from 1
 * @param hash of its tokens: comments and white space make no difference
 * @param text its beginning, for people; without literals where it may hold a password or data
 */
public record LedgerStatement(int line, String hash, String text) {

  private static final int SHOWN = 1000;

  /** Where a literal may be somebody's data, not a part of a definition. */
  private static final Pattern DATA =
      Pattern.compile(
          "(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*"
              + "(?:insert|update|delete|merge|select|with|values|copy|call|do|set|execute)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The statement {@code sql} of a script. */
  public static LedgerStatement of(int line, String sql) {
    MessageDigest digest = sha256();
    StringBuilder shown = new StringBuilder();
    SqlScanner scanner = new SqlScanner(sql);
    boolean secret = false;
    boolean data = DATA.matcher(sql).lookingAt();
    int end = -1;
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() == SqlToken.Kind.COMMENT) {
        continue;
      }
      secret |= token.isWord(sql, "password");
      String text = token.text(sql);
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      if (shown.length() < SHOWN) {
        shown.append(end >= 0 && token.start() > end ? " " : "").append(text);
      }
      end = token.end();
    }
    String text = shown.length() > SHOWN ? shown.substring(0, SHOWN) + " ..." : shown.toString();
    return new LedgerStatement(
        line,
        HexFormat.of().formatHex(digest.digest(), 0, 16),
        // A NUL cannot be stored, and the server would not have taken it either.
        (secret ? Redaction.redact(text) : data ? Redaction.mask(text) : text).replace("\0", ""));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
