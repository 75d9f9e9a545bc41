/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes what may be data out of the query text of other sessions.
 *
 * <p>Strings and numbers become {@code $1}, {@code $2} ..., comments are dropped and white space is
 * folded. Text that was cut in the middle of a literal, as {@code track_activity_query_size} does,
 * loses what is left of the literal. A password in {@code CREATE ROLE ... PASSWORD 'x'} is a
 * literal like any other. Names stay, for they are what a person needs; whoever puts data into
 * names is not helped.
 */
public final class Redaction {

  private static final int FINGERPRINT_BYTES = 8;

  private static final int LONG_NUMBER = 5;

  private static final Pattern COPY_DATA =
      Pattern.compile("^\\s*copy\\b[^;]*\\bfrom\\s+stdin\\b[^;\\n]*;?", Pattern.CASE_INSENSITIVE);

  private static final Pattern VALUE = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S*[0-9@]\\S*");

  private static final Pattern PASSWORD =
      Pattern.compile("(\\bpassword\\s+E?')((?:[^']|'')*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DOLLAR_PASSWORD =
      Pattern.compile(
          "(\\bpassword\\s+\\$(?<tag>\\w*)\\$)(.*?)(?=\\$\\k<tag>\\$|\\z)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Redaction() {}

  /**
   * The query without its literals; never longer than {@code query} by more than a parameter each.
   */
  public static String redact(String query) {
    return render(query, /* canonical= */ false);
  }

  /**
   * The same of the query's beginning.
   *
   * @param length how much of it to look at, so that a script full of data costs no more than
   *     another one
   */
  public static String redactStart(String query, int length) {
    String text = query.strip();
    return text.length() <= length ? redact(text) : redact(text.substring(0, length)) + " ...";
  }

  /**
   * A statement of a script without what may be data, each character in its place, so that a line
   * and a position in it still fit: what strings hold, also those inside a block of code, comments,
   * numbers of five digits and more, and what follows COPY ... FROM STDIN become asterisks.
   */
  public static String mask(String sql) {
    StringBuilder out = new StringBuilder(sql);
    SqlScanner scanner = new SqlScanner(sql);
    Deque<String> behind = new ArrayDeque<>(List.of("", "", ""));
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      switch (token.kind()) {
        case STRING, BIT_STRING -> maskString(sql, token, isCode(behind), out);
        case COMMENT -> stars(out, token.start() + 2, token.end());
        case NUMBER -> {
          if (token.end() - token.start() >= LONG_NUMBER) {
            stars(out, token.start(), token.end());
          }
        }
        default -> {}
      }
      if (token.kind() != SqlToken.Kind.COMMENT) {
        behind.removeFirst();
        behind.addLast(token.kind() == SqlToken.Kind.WORD ? Identifiers.fold(token.text(sql)) : "");
      }
    }
    Matcher copy = COPY_DATA.matcher(sql);
    if (copy.find()) {
      stars(out, copy.end(), sql.length());
    }
    return out.toString();
  }

  /** Whether a dollar-quoted string behind these words is a function's or a block's code. */
  private static boolean isCode(Deque<String> behind) {
    return behind.getLast().equals("as")
        || behind.getLast().equals("do")
        || String.join(" ", behind).startsWith("do language ");
  }

  private static void maskString(String sql, SqlToken token, boolean code, StringBuilder out) {
    int tag = sql.charAt(token.start()) == '$' ? sql.indexOf('$', token.start() + 1) + 1 : 0;
    if (tag > 0) {
      // of code its own strings and comments go, the rest is what a person needs
      int length = tag - token.start();
      int end = token.terminated() ? token.end() - length : token.end();
      if (end > tag) {
        if (code) {
          out.replace(tag, end, mask(sql.substring(tag, end)));
        } else {
          stars(out, tag, end);
        }
      }
      return;
    }
    int from = sql.indexOf('\'', token.start()) + 1;
    stars(out, from, token.terminated() ? token.end() - 1 : token.end());
  }

  private static void stars(StringBuilder out, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isWhitespace(out.charAt(i))) {
        out.setCharAt(i, '*');
      }
    }
  }

  /**
   * SQL, or a text that quotes some, without the password of a {@code CREATE} or {@code ALTER ROLE}
   * or of a user mapping; as long as it was, so that a position in it still fits.
   */
  public static String withoutPasswords(String sql) {
    String plain =
        PASSWORD
            .matcher(sql)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(match.group(1) + "*".repeat(match.group(2).length())));
    return DOLLAR_PASSWORD
        .matcher(plain)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(match.group(1) + "*".repeat(match.group(3).length())));
  }

  /** A text in nobody's language without what looks like a value: quoted, or with a digit. */
  static String values(String text) {
    return VALUE.matcher(text).replaceAll(ServerText.MASK);
  }

  /**
   * The text without literals.
   *
   * @param canonical whether white space, the numbers of parameters and the length of lists are to
   *     make no difference
   */
  private static String render(String query, boolean canonical) {
    StringBuilder out = new StringBuilder(query.length());
    SqlScanner scanner = new SqlScanner(query);
    int parameter = highestParameter(query);
    int lastEnd = -1;
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() == SqlToken.Kind.COMMENT) {
        continue;
      }
      boolean touches = token.start() == lastEnd;
      lastEnd = token.end();
      if ((canonical || !touches) && !out.isEmpty()) {
        out.append(' ');
      }
      switch (token.kind()) {
        case STRING, BIT_STRING -> {
          parameter++;
          out.append('$').append(parameter);
          if (isAmbiguous(token, query)) {
            // with standard_conforming_strings off the string may have gone on: show nothing more
            return out.append(" ...").toString();
          }
        }
        case NUMBER -> {
          parameter++;
          out.append('$').append(parameter);
        }
        case QUOTED_NAME -> {
          if (!token.terminated()) {
            return out.append("\"...").toString();
          }
          out.append(query, token.start(), token.end());
        }
        case INVALID -> out.append('?');
        default -> out.append(query, token.start(), token.end());
      }
    }
    return out.toString();
  }

  /**
   * Sixteen hexadecimal digits that two queries share if they differ in literals and their number
   * in a list, comments, white space and letter case only. Stable over versions of Clearway, not
   * PostgreSQL's {@code query_id}.
   */
  public static String fingerprint(String query) {
    String canonical =
        Identifiers.fold(render(query, /* canonical= */ true))
            .replaceAll("\\$[0-9]+", "\\$")
            .replaceAll("\\$(?: , \\$)+", "\\$");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A backslash before a quote ends a plain string, or does not, as a setting decides. */
  private static boolean isAmbiguous(SqlToken token, String query) {
    char first = query.charAt(token.start());
    if (first == 'e' || first == 'E' || first == '$') {
      return false;
    }
    int quote = query.indexOf("\\'", token.start());
    return quote >= 0 && quote < token.end();
  }

  /** So that a literal does not get the number of a parameter that is there already. */
  private static int highestParameter(String query) {
    int highest = 0;
    if (query.indexOf('$') < 0) {
      return highest;
    }
    SqlScanner scanner = new SqlScanner(query);
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() == SqlToken.Kind.PARAMETER && token.end() - token.start() < 7) {
        highest = Math.max(highest, Integer.parseInt(query, token.start() + 1, token.end(), 10));
      }
    }
    return highest;
  }
}
