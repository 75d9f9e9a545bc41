/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.core.config.AlertKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.MigrationName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody wants to be told. Its texts are free of data and passwords.
 *
 * @param number from 1 within its run
 * @param run the run's name; empty before it has one
 * @param database null where it was not reached
 * @param migration which one it is about; null for the run as a whole
 * @param title one line
 * @param text more lines
 * @param inTheWay who is, or was, in the way
 * @param sqlState what the server answered, where that matters
 * @param outcome how the run ended; null while it goes on
 * @param felt what the application felt so far
 * @param link where to look; null where nothing is known
 */
record Alert(
    int number,
    AlertKind kind,
    Instant at,
    String run,
    @Nullable DatabaseFacts database,
    @Nullable MigrationName migration,
    String title,
    List<String> text,
    List<Blocker> inTheWay,
    @Nullable String sqlState,
    @Nullable RunOutcome outcome,
    Felt felt,
    @Nullable String link) {

  Alert {
    text = List.copyOf(text);
    inTheWay = List.copyOf(inTheWay);
  }

  /** The same for whoever receives it twice. */
  String id() {
    return run + "/" + number;
  }

  /** What {@code alertOn} calls it. */
  String word() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
