/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How PostgreSQL turns what is written into the name that it stores, and back. */
public final class Identifiers {

  /** {@code NAMEDATALEN - 1}: longer names are cut, silently but for a notice. */
  private static final int MAX_BYTES = 63;

  private Identifiers() {}

  /** The name that a {@link SqlToken.Kind#WORD} or {@link SqlToken.Kind#QUOTED_NAME} stands for. */
  public static String name(SqlToken token, String source) {
    if (token.kind() == SqlToken.Kind.WORD) {
      return truncate(fold(token.text(source)));
    }
    int open = source.indexOf('"', token.start());
    String inner = source.substring(open + 1, token.terminated() ? token.end() - 1 : token.end());
    inner = inner.replace("\"\"", "\"");
    return truncate(open == token.start() ? inner : unescapeUnicode(inner));
  }

  /**
   * What a {@link SqlToken.Kind#STRING} stands for; null for one with escapes that are not simple.
   */
  public static @Nullable String string(SqlToken token, String source) {
    String written = token.text(source);
    if (!token.terminated()) {
      return null;
    }
    if (written.startsWith("$")) {
      int tag = written.indexOf('$', 1) + 1;
      return written.substring(tag, written.length() - tag);
    }
    int quote = written.indexOf('\'');
    String inside = written.substring(quote + 1, written.length() - 1);
    boolean escapes = quote > 0 && inside.indexOf('\\') >= 0;
    return escapes ? null : inside.replace("''", "'");
  }

  /** The names of a list such as {@code a, "B"}; one empty name where the list is empty. */
  public static List<String> list(String list) {
    List<String> names =
        SqlScanner.scan(list).stream()
            .filter(t -> t.kind() == SqlToken.Kind.WORD || t.kind() == SqlToken.Kind.QUOTED_NAME)
            .map(t -> name(t, list))
            .toList();
    return names.isEmpty() ? List.of("") : names;
  }

  /** Lower-cases ASCII letters only, as PostgreSQL does in every multi-byte encoding. */
  public static String fold(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        char[] folded = word.toCharArray();
        for (int j = i; j < folded.length; j++) {
          if (folded[j] >= 'A' && folded[j] <= 'Z') {
            folded[j] = (char) (folded[j] + ('a' - 'A'));
          }
        }
        return new String(folded);
      }
    }
    return word;
  }

  /** The name as SQL: in quotes, unless it is plain; keywords are not looked at. */
  public static String quote(String name) {
    boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
    }
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String truncate(String name) {
    if (name.length() * 3 <= MAX_BYTES) {
      return name;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return name;
    }
    int end = MAX_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** {@code \0061} and {@code \+000061}, with the default escape character. */
  private static String unescapeUnicode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int digits = i + 1 < text.length() && text.charAt(i + 1) == '+' ? 6 : 4;
      int from = digits == 6 ? i + 2 : i + 1;
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '\\') {
        out.append('\\');
        i += 2;
      } else if (c == '\\' && isHex(text, from, digits)) {
        out.appendCodePoint(Integer.parseInt(text, from, from + digits, 16));
        i = from + digits;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  private static boolean isHex(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return false;
    }
    for (int i = from; i < from + digits; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return Integer.parseInt(text, from, from + digits, 16) <= Character.MAX_CODE_POINT;
  }
}
