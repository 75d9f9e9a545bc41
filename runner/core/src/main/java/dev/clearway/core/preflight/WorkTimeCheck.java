/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.forecast.StatementClass;
import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that read or write so much under a strong lock that they cannot keep to the stall
 * budget: with a table that is used they would be cancelled again and again.
 */
final class WorkTimeCheck implements Check {

  static final String RULE = "long-lock";

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) {
    for (Step step : situation.steps()) {
      List<RelationLock> working =
          step.forecast().locks().stream()
              .filter(lock -> lock.rewrite() || lock.scan())
              .filter(lock -> situation.tables().containsKey(lock.relation().oid()))
              .toList();
      if (working.isEmpty()) {
        continue;
      }
      GuardSettings settings = step.statement().settings();
      Duration takes = WorkTime.of(step, situation.tables());
      boolean concurrent = step.forecast().statementClass() == StatementClass.CONCURRENT;
      boolean strong = !step.forecast().strongLocks().isEmpty();
      if (strong && !concurrent && takes.compareTo(settings.stallBudget()) > 0) {
        tooLong(step, working, takes, situation, report);
      } else if (!concurrent && takes.compareTo(settings.statementTimeout()) > 0) {
        report.at(
            step,
            "statement-timeout",
            Severity.ERROR,
            "it works for about %s %s, and statementTimeout ends it after %s"
                .formatted(
                    Amounts.time(takes),
                    WorkTime.assumption(isRewrite(working)),
                    Amounts.time(settings.statementTimeout())),
            "do it in parts, or put  -- clearway: statementTimeout=... reason=\"...\"  above it");
      }
    }
  }

  private static void tooLong(
      Step step, List<RelationLock> working, Duration takes, Situation situation, Report report) {
    List<TableFacts> tables =
        working.stream().map(lock -> situation.tables().get(lock.relation().oid())).toList();
    LockMode strongest =
        step.forecast().locks().stream()
            .map(RelationLock::mode)
            .reduce(LockMode.ACCESS_SHARE, LockMode::strongest);
    TableFacts first = tables.get(0);
    report.at(
        step,
        RULE,
        Severity.ERROR,
        "it %s %s%s (%s) under %s for about %s %s; %s meanwhile, and the stall budget is %s"
            .formatted(
                isRewrite(working) ? "rewrites" : "scans",
                first.qualifiedName(),
                tables.size() == 1 ? "" : " and " + (tables.size() - 1) + " more",
                inWords(first, situation.traffic().get(first.oid())),
                strongest.sqlName(),
                Amounts.time(takes),
                WorkTime.assumption(isRewrite(working)),
                strongest == LockMode.ACCESS_EXCLUSIVE
                    ? "nobody reads or writes it"
                    : "nobody writes it",
                Amounts.time(step.statement().settings().stallBudget())),
        "do it in steps that need no long lock (NOT VALID and VALIDATE, CONCURRENTLY, a new column"
            + " and batches), or put  -- clearway: stallBudget=... reason=\"...\"  above it");
  }

  /** {@code 412 GB, 1,900 reads/s, 240 writes/s}. */
  private static String inWords(TableFacts table, @Nullable Traffic traffic) {
    return Amounts.bytes(table.bytes())
        + (traffic == null
            ? ""
            : ", %s reads/s, %s writes/s"
                .formatted(
                    Amounts.number(traffic.readsPerSecond()),
                    Amounts.number(traffic.writesPerSecond())));
  }

  private static boolean isRewrite(List<RelationLock> working) {
    return working.stream().anyMatch(RelationLock::rewrite);
  }
}
