/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.record.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a report puts things: the same thing always in the same words. */
final class Phrases {

  private static final int QUERY = 120;
  private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private Phrases() {}

  static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  static String list(List<String> texts) {
    int most = Math.min(texts.size(), 4);
    String shown = String.join(", ", texts.subList(0, most));
    return texts.size() > most ? shown + " and " + (texts.size() - most) + " more" : shown;
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  static String cut(String query) {
    return query.length() <= QUERY ? query : query.substring(0, QUERY) + " ...";
  }

  /** {@code web (app)}. */
  static String application(@Nullable String application, @Nullable String role) {
    String name = application == null || application.isBlank() ? "unnamed sessions" : application;
    return role == null ? name : name + " (" + role + ")";
  }

  /** {@code nightly_report (app_ro)}: never an address. */
  static String who(Blocker blocker) {
    return BlockerWords.name(blocker) + (blocker.user() == null ? "" : " (" + blocker.user() + ")");
  }

  /** {@code nightly_report (app_ro), idle in transaction for 5 min}. */
  static String doing(Blocker blocker) {
    return who(blocker)
        + (blocker.state() == null ? "" : ", " + blocker.state())
        + (blocker.ageKnown() ? " for " : " seen for ")
        + time(blocker.age());
  }

  /** What it held, and what that means. */
  static String holding(Blocker blocker) {
    String meaning = BlockerWords.meaning(blocker.kind());
    return "held "
        + blocker.mode().catalogName()
        + " on "
        + blocker.relation()
        + (meaning.isEmpty() ? "" : " (" + meaning + ")");
  }

  static String attempt(String name, Attempt attempt) {
    if (attempt.onlyWaited()) {
      return "Attempt "
          + attempt.number()
          + " of "
          + name
          + " ends before it has queued for anything.";
    }
    String felt =
        attempt.victims() == 0
            ? "nobody was seen waiting because of it"
            : count(attempt.victims(), "session")
                + " had waited, the longest "
                + time(attempt.longestVictimWait());
    return "Attempt "
        + attempt.number()
        + " of "
        + name
        + switch (attempt.outcome()) {
          case DONE -> " is done; ";
          case CONTENDED ->
              " gives way after queueing "
                  + time(attempt.queued())
                  + (attempt.sqlState() == null ? "" : " (" + attempt.sqlState() + ")")
                  + " and is rolled back; ";
          case FAILED ->
              " fails"
                  + (attempt.sqlState() == null ? "" : " (" + attempt.sqlState() + ")")
                  + " and is rolled back; ";
          case LOST -> " loses its connection; ";
          case INTERRUPTED -> " is interrupted and rolled back; ";
        }
        + felt
        + ".";
  }

  /** A time as settings print it; null for another text. */
  static @Nullable Duration parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
