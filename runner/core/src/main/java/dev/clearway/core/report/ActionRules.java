/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.report.IncidentReport.ActionItem;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.Investigation.InTheWay;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What to do about it: each rule looks for one cause and names what ends it, as concretely as it
 * can.
 */
final class ActionRules {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern PLAIN_INDEX =
      Pattern.compile(
          "(create\\s+(unique\\s+)?|drop\\s+|re)index\\b(?!.*\\bconcurrently\\b).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern CODE =
      Pattern.compile("(do|call)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ActionRules() {}

  static List<ActionItem> of(Investigation seen, Impact impact) {
    // one item for each rule and whom it is about, however many transactions there were
    Map<String, ActionItem> items = new LinkedHashMap<>();
    for (InTheWay each : seen.inTheWay()) {
      ActionItem item = about(each);
      items.putIfAbsent(item.id() + item.title(), item);
    }
    for (ActionItem item : aboutScript(seen, impact)) {
      items.putIfAbsent(item.id() + item.title(), item);
    }
    return List.copyOf(items.values());
  }

  private static ActionItem about(InTheWay each) {
    Blocker blocker = each.last;
    String who = Phrases.who(blocker);
    String role =
        blocker.user() == null ? "that_role" : '"' + blocker.user().replace("\"", "\"\"") + '"';
    return switch (blocker.kind()) {
      case IDLE_IN_TRANSACTION ->
          new ActionItem(
              "idle-in-transaction",
              "End the idle transactions of " + who,
              "It held its locks for "
                  + time(blocker.age())
                  + " and did nothing. Commit or roll back before the application waits for anything"
                  + " else, and set a limit.",
              List.of("ALTER ROLE " + role + " SET idle_in_transaction_session_timeout = '60s';"));
      case PREPARED_TRANSACTION ->
          new ActionItem(
              "prepared-transaction",
              "Let no prepared transaction stay behind: " + who,
              "No session will ever end it; one of these commands does. Find the transaction manager that has left it:"
                  + " without one, set max_prepared_transactions = 0.",
              List.of(BlockerWords.remedy(blocker).split("  or  ", 2)));
      case DUMP ->
          new ActionItem(
              "dump-window",
              "Do not deploy while " + who + " dumps the database",
              "It held ACCESS SHARE on every table from "
                  + CLOCK.format(each.began())
                  + " to at least "
                  + CLOCK.format(each.lastSeen)
                  + " UTC. Deploy outside that window, or dump from a standby.");
      case WRAPAROUND_AUTOVACUUM ->
          new ActionItem(
              "wraparound-autovacuum",
              "Vacuum " + blocker.relation() + " before PostgreSQL has to",
              "An autovacuum against wraparound yields to nobody. Run VACUUM (FREEZE) on it at a quiet"
                  + " time, and lower its autovacuum thresholds.");
      case AUTOVACUUM ->
          new ActionItem(
              "autovacuum",
              "Nothing about autovacuum",
              "An ordinary one yields to Clearway, and comes back afterwards.");
      case MIGRATION ->
          new ActionItem(
              "two-migrations",
              "Run one migration at a time",
              who + " was at work on the same tables. Put the pipelines into one queue.");
      case CONCURRENT_INDEX ->
          new ActionItem(
              "concurrent-index",
              "Build indexes and change tables one after the other",
              who
                  + " worked on an index of "
                  + blocker.relation()
                  + " concurrently. Put both into the same sequence of migrations.");
      case INITIAL_COPY, REPLICATION ->
          new ActionItem(
              "replication",
              "Deploy when replication of " + blocker.relation() + " has caught up",
              who
                  + " held it for "
                  + time(blocker.age())
                  + ". Do not end it: it would begin again.");
      case HIDDEN ->
          new ActionItem(
              "see-other-sessions",
              "Let the migration's role see what is in its way",
              "It sees neither age nor query of other sessions.",
              List.of("GRANT pg_read_all_stats TO the_migrations_role;"));
      case SESSION ->
          new ActionItem(
              "long-transaction",
              "Shorten the transactions of " + who,
              "One held "
                  + blocker.mode().catalogName()
                  + " on "
                  + blocker.relation()
                  + " for "
                  + time(blocker.age())
                  + (blocker.query() == null ? "" : ", last with " + Phrases.cut(blocker.query()))
                  + ". Split it, move reports to a standby, or set a limit.",
              List.of("ALTER ROLE " + role + " SET statement_timeout = '...';"));
    };
  }

  private static List<ActionItem> aboutScript(Investigation seen, Impact impact) {
    List<ActionItem> items = new ArrayList<>();
    String unit = seen.troubled();
    if (unit.isEmpty()) {
      return items;
    }
    String name = seen.name(unit);
    List<RunEvent.StatementFinished> statements =
        seen.record.of(RunEvent.StatementFinished.class).stream()
            .filter(statement -> statement.unit().equals(unit))
            .toList();
    for (RunEvent.StatementFinished statement : statements) {
      if (PLAIN_INDEX.matcher(statement.statement()).matches()) {
        items.add(
            new ActionItem(
                "use-concurrently",
                "Use CONCURRENTLY in " + unit + ", line " + statement.line(),
                "An index that is built or dropped without it keeps writers, or everybody, out: "
                    + statement.statement()));
      } else if (CODE.matcher(statement.statement()).matches() && impact.sessions() > 0) {
        items.add(
            new ActionItem(
                "opaque-code",
                "Write line " + statement.line() + " of " + unit + " as plain SQL",
                "What a block of code is going to lock cannot be foreseen, so it queued without waiting"
                    + " for the road to clear."));
      }
    }
    long inOneTransaction =
        statements.stream().filter(s -> s.attempt() == 1).map(s -> s.number()).distinct().count();
    if (inOneTransaction > 1 && impact.sessions() > 0) {
      items.add(
          new ActionItem(
              "split-script",
              "Split " + unit,
              inOneTransaction
                  + " statements share one transaction, and each holds what those before it have locked."
                  + " One statement that locks strongly in each script."));
    }
    long gaveWay =
        seen.tries().stream()
            .filter(t -> t.unit().equals(unit) && t.outcome() == AttemptOutcome.CONTENDED)
            .count();
    Duration wait = impact.total();
    if (gaveWay > 0 && seen.result().map(r -> r.failure() != null).orElse(true)) {
      items.add(
          new ActionItem(
              "try-when-clear",
              "Run " + name + " again when the road is clear",
              Phrases.count(gaveWay, "attempt")
                  + " gave way"
                  + (wait.isZero() ? "" : " and cost the application " + time(wait))
                  + ". See who is in the way, deploy at a quieter hour, or allow more time with retryFor"
                  + " and blockerPatience.",
              List.of("clearway blockers")));
    } else if (seen.result().map(r -> r.failure() != null).orElse(true)) {
      items.add(
          new ActionItem(
              "try-when-clear",
              "Run " + name + " again when the road is clear",
              "See who is in the way, or allow more time with blockerPatience.",
              List.of("clearway blockers")));
    }
    return items;
  }
}
