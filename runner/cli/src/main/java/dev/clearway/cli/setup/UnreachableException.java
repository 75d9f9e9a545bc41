/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** There is no way to the database, or not as whom we came. */
public final class UnreachableException extends RuntimeException {

  /** In our own advice. */
  private static final Pattern FLAG = Pattern.compile("--[a-z-]+");

  private final @Nullable String sqlState;
  private final String next;

  UnreachableException(String message, @Nullable String sqlState, String next) {
    super(message);
    this.sqlState = sqlState;
    this.next = next;
  }

  /** What a failure to connect, or to stay connected, means and what to do about it. */
  public static UnreachableException of(String label, SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    String said = String.valueOf(cause.getMessage());
    UnreachableException exception =
        switch (state) {
          case "28P01", "28000" ->
              new UnreachableException(
                  "%s does not let us in: %s".formatted(label, said),
                  state,
                  "check --user and where its password comes from: clearway config");
          case "3D000" ->
              new UnreachableException(
                  "%s: %s".formatted(label, said), state, "check the database in --url");
          case "42501" ->
              new UnreachableException(
                  "%s: %s".formatted(label, said),
                  state,
                  "GRANT CONNECT ON DATABASE ... to this role, or use another one");
          case "53300" ->
              new UnreachableException(
                  "%s has no connection to spare: %s".formatted(label, said),
                  state,
                  "free one, then run the same command again");
          case "57P03" ->
              new UnreachableException(
                  "%s takes no connections yet: %s".formatted(label, said),
                  state,
                  "run the same command again, or give --connect-retries");
          case "08004" ->
              new UnreachableException(
                  "%s does not let us in: %s".formatted(label, said),
                  state,
                  "give the password in PGPASSWORD, FLYWAY_PASSWORD, --password-file or .pgpass");
          default ->
              new UnreachableException(
                  "cannot connect to %s: %s".formatted(label, said),
                  state,
                  "check the address and that the server runs: clearway config");
        };
    exception.initCause(cause);
    return exception;
  }

  /** Whether it can be better in a moment: nobody listens yet, or the server is starting. */
  static boolean mayPass(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.equals("57P03") || state.equals("08001") || state.equals("08006");
  }

  /** What the server or the driver answered; null where it was neither. */
  public @Nullable String sqlState() {
    return sqlState;
  }

  /** What to do now, with the names of flags as they are written where the command runs. */
  public String next(Spelling spelling) {
    return FLAG.matcher(next)
        .replaceAll(flag -> Matcher.quoteReplacement(spelling.of(flag.group())));
  }
}
