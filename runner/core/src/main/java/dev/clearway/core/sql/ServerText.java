/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what may be data out of what the server answers: its messages quote values, and its details
 * quote rows. What kind of text it is, its SQLSTATE says; the names in it stay.
 */
public final class ServerText {

  /** What stands where something was taken out. */
  public static final String MASK = "***";

  private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

  private static final Pattern VALUES =
      Pattern.compile("=\\(.*\\)|\\bcontains \\(.*\\)", Pattern.DOTALL);

  private ServerText() {}

  /** Whether a migration, or a trigger of the application, has worded it. */
  private static boolean isUsersOwn(String sqlState) {
    return sqlState.equals("00000") || sqlState.equals("01000") || sqlState.startsWith("P0");
  }

  /**
   * A notice; empty where a migration has raised it.
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Appendix A,
   *     PostgreSQL Error Codes</a>
   */
  public static String notice(String sqlState, String text) {
    return isUsersOwn(sqlState) ? "" : message(sqlState, text);
  }

  /** An error's message. */
  public static String message(@Nullable String sqlState, String text) {
    if (sqlState == null) {
      return text;
    }
    if (isUsersOwn(sqlState)) {
      return Redaction.values(text);
    }
    if (sqlState.startsWith("22")) {
      return QUOTED.matcher(text).replaceAll("\"" + MASK + "\"");
    }
    if (sqlState.equals("42601")) {
      // a syntax error quotes the token at which it was noticed
      Matcher quoted = QUOTED.matcher(text);
      return quoted.replaceAll(
          match ->
              Matcher.quoteReplacement(
                  '"'
                      + Redaction.redact(match.group().substring(1, match.group().length() - 1))
                      + '"'));
    }
    return text;
  }

  /** An error's HINT; none where a migration has worded it. */
  public static @Nullable String hint(@Nullable String sqlState, @Nullable String text) {
    return text == null || sqlState == null || !isUsersOwn(sqlState) ? text : null;
  }

  /** An error's CONTEXT: in which function and line stays, the statement or row there does not. */
  public static @Nullable String context(@Nullable String text) {
    return text == null ? null : QUOTED.matcher(text).replaceAll('"' + MASK + '"');
  }

  /** An error's DETAIL: which columns stays, with which values does not. */
  public static @Nullable String detail(@Nullable String sqlState, @Nullable String text) {
    if (text == null || sqlState == null) {
      return text;
    }
    if (isUsersOwn(sqlState) || sqlState.startsWith("22")) {
      return null;
    }
    return VALUES
        .matcher(text)
        .replaceAll(
            match -> match.group().startsWith("=") ? "=(" + MASK + ")" : "contains (" + MASK + ")");
  }
}
