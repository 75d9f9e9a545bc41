/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Looks for what a run of Clearway must not leave behind in a database: a session of its own or of
 * Flyway (by {@code application_name}), an advisory lock, a prepared transaction, an invalid index.
 * A session is given a moment to end, because the server learns of a closed connection only after
 * the client has gone on.
 */
public final class LeakCheck {

  private static final String INVALID_INDEX = "invalid index";

  private final TestDatabase database;
  private Duration patience = Duration.ofSeconds(5);
  private boolean invalidIndexesAllowed;

  private LeakCheck(TestDatabase database) {
    this.database = database;
  }

  /** A check of one database. */
  public static LeakCheck of(TestDatabase database) {
    return new LeakCheck(database);
  }

  /** Lets invalid indexes pass: for tests that are about them. */
  public LeakCheck ignoringInvalidIndexes() {
    invalidIndexesAllowed = true;
    return this;
  }

  /** How long a session may take to end; 5 s by default. */
  public LeakCheck within(Duration patience) {
    this.patience = patience;
    return this;
  }

  /** What is left behind now, one line each. */
  public List<String> leaks() throws SQLException {
    return database.queryStrings(Resources.sql("leaks")).stream()
        .map(String::valueOf)
        .filter(leak -> !invalidIndexesAllowed || !leak.startsWith(INVALID_INDEX))
        .toList();
  }

  /**
   * Waits until nothing is left behind.
   *
   * @throws AssertionError which lists what still is
   */
  public void assertClean() throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> leaks = leaks();
    while (!leaks.isEmpty() && System.nanoTime() < deadline) {
      Pause.brief();
      leaks = leaks();
    }
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "left behind in " + database.name() + ":\n  " + String.join("\n  ", leaks));
    }
  }
}
