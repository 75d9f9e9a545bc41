/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.preflight.Amounts;
import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.PlannedLock;
import dev.clearway.core.preflight.PlannedMigration;
import dev.clearway.core.preflight.PreflightResult;
import dev.clearway.core.preflight.PreflightSettings;
import dev.clearway.core.preflight.Severity;
import dev.clearway.core.preflight.Verdict;
import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a preflight says to a person in a deploy log: the verdict, then each migration that does
 * something to what is there, then what to do.
 */
public final class PreflightText {

  /** Relations of one statement that are listed; of a table with 500 partitions these do. */
  private static final int MOST_LOCKS = 4;

  private static final int MOST_NAMES = 4;

  private final PreflightResult result;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private PreflightText(PreflightResult result, Style style) {
    this.result = result;
    this.style = style;
  }

  /**
   * The lines to print.
   *
   * @param label of the database
   * @param patience how long a run would wait for who is in the way
   * @param migrate the command that applies them
   */
  public static List<String> of(
      PreflightResult result, String label, Duration patience, String migrate, Style style) {
    PreflightText text = new PreflightText(result, style);
    text.verdict(label);
    text.migrations();
    text.general();
    text.next(patience, migrate);
    text.checked();
    return text.lines;
  }

  private void verdict(String label) {
    Verdict verdict = result.verdict();
    String code =
        switch (verdict) {
          case CLEAR -> "exit 0";
          case HOLD -> "exit 4: try again later";
          case NO_GO -> "exit 3: change something first";
        };
    String rest = "   %s   %s   (%s)".formatted(label, pending(), code);
    List<String> wrapped = Words.wrap("", verdict.word() + rest);
    String word =
        switch (verdict) {
          case CLEAR -> style.good(verdict.word());
          case HOLD -> style.waiting(verdict.word());
          case NO_GO -> style.bad(verdict.word());
        };
    wrapped.set(0, word + wrapped.get(0).substring(verdict.word().length()));
    lines.addAll(wrapped);
  }

  /** {@code V20, V21 pending}. */
  private String pending() {
    List<PlannedMigration> pending = result.pending();
    if (pending.isEmpty()) {
      return "nothing pending";
    }
    String names =
        pending.stream()
            .limit(MOST_NAMES)
            .map(PreflightText::name)
            .collect(Collectors.joining(", "));
    return names
        + (pending.size() > MOST_NAMES ? " and " + (pending.size() - MOST_NAMES) + " more" : "")
        + " pending";
  }

  private static String name(PlannedMigration migration) {
    return migration.version() == null ? migration.script() : "V" + migration.version();
  }

  // ---------------------------------------------------------------- migrations

  private void migrations() {
    Map<String, List<Finding>> findings =
        result.findings().stream()
            .filter(finding -> finding.script() != null)
            .collect(
                Collectors.groupingBy(
                    finding -> String.valueOf(finding.script()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    Map<String, List<PlannedLock>> locks =
        result.locks().stream()
            .collect(
                Collectors.groupingBy(
                    PlannedLock::script, LinkedHashMap::new, Collectors.toList()));
    int quiet = 0;
    for (PlannedMigration migration : result.pending()) {
      List<Finding> about = findings.getOrDefault(migration.script(), List.of());
      findings.remove(migration.script());
      List<PlannedLock> notable =
          locks.getOrDefault(migration.script(), List.of()).stream()
              .filter(lock -> isNotable(lock, about))
              .toList();
      if (about.isEmpty() && notable.isEmpty()) {
        quiet++;
      } else {
        migration(migration, about, notable);
      }
    }
    // such as a file that is missing: it has findings, and is not going to run
    findings.forEach(
        (script, about) -> {
          lines.add("");
          lines.add("  " + Words.cut(script, Words.WIDTH - 2));
          about.forEach(this::finding);
        });
    if (quiet > 0) {
      lines.add("");
      lines.add(
          "  %s that no application notices"
              .formatted(
                  quiet == result.pending().size()
                      ? Words.count(quiet, "migration")
                      : "and " + Words.count(quiet, "migration")));
    }
  }

  private static boolean isNotable(PlannedLock lock, List<Finding> about) {
    return lock.strong()
        || lock.rewrite()
        || lock.mode() == LockMode.SHARE_UPDATE_EXCLUSIVE
        || about.stream()
            .anyMatch(finding -> finding.line() != null && finding.line() == lock.line());
  }

  private void migration(PlannedMigration migration, List<Finding> about, List<PlannedLock> locks) {
    lines.add("");
    lines.add("  " + Words.cut(migration.script(), Words.WIDTH - 2));
    Map<Integer, String> statements = new LinkedHashMap<>();
    locks.forEach(lock -> statements.putIfAbsent(lock.line(), lock.statement()));
    about.stream()
        .filter(finding -> finding.line() != null && finding.statement() != null)
        .forEach(
            finding ->
                statements.putIfAbsent(
                    statementLine(finding, locks), String.valueOf(finding.statement())));
    statements.keySet().stream()
        .sorted(Comparator.naturalOrder())
        .forEach(
            line -> {
              statement(migration, line, statements.getOrDefault(line, ""));
              locks(locks.stream().filter(lock -> lock.line() == line).toList());
              about.stream()
                  .filter(f -> f.line() != null && statementLine(f, locks) == line)
                  .forEach(this::finding);
            });
    about.stream()
        .filter(finding -> finding.line() == null || finding.statement() == null)
        .forEach(this::finding);
  }

  /** A finding may point into the middle of its statement. */
  private static int statementLine(Finding finding, List<PlannedLock> locks) {
    return locks.stream()
        .filter(lock -> lock.statement().equals(finding.statement()))
        .map(PlannedLock::line)
        .filter(line -> finding.line() != null && line <= finding.line())
        .max(Comparator.naturalOrder())
        .orElse(finding.line() == null ? 0 : finding.line());
  }

  private void statement(PlannedMigration migration, int line, String statement) {
    String begin = "    line %d  ".formatted(line);
    String end = migration.transactional() ? "" : "  outside a transaction";
    lines.add(begin + Words.cut(statement, Words.WIDTH - begin.length() - end.length()) + end);
  }

  private void locks(List<PlannedLock> locks) {
    if (locks.isEmpty()) {
      return;
    }
    List<PlannedLock> shown =
        locks.stream()
            .sorted(
                Comparator.comparing(PlannedLock::mode)
                    .reversed()
                    .thenComparing(Comparator.comparing(PlannedLock::bytes).reversed()))
            .limit(MOST_LOCKS)
            .toList();
    Columns columns = new Columns();
    for (PlannedLock lock : shown) {
      columns.row(
          lock.relation(), lock.mode().sqlName(), effect(lock.mode()), size(lock), traffic(lock));
    }
    columns.lines("      ".length()).forEach(row -> lines.add("      " + row));
    if (locks.size() > shown.size()) {
      lines.add(
          "      and %s more of at most %s"
              .formatted(
                  Amounts.number(locks.size() - shown.size()),
                  shown.get(shown.size() - 1).mode().sqlName()));
    }
    work(locks, true);
    work(locks, false);
  }

  /** What is read or written as a whole, and how long that takes. */
  private void work(List<PlannedLock> locks, boolean rewrite) {
    List<PlannedLock> worked =
        locks.stream()
            .filter(lock -> rewrite ? lock.rewrite() : lock.scan() && !lock.rewrite())
            .filter(lock -> lock.takes() != null)
            .toList();
    if (worked.isEmpty()) {
      return;
    }
    Duration sum =
        worked.stream()
            .map(PlannedLock::takes)
            .filter(takes -> takes != null)
            .reduce(Duration.ZERO, Duration::plus);
    lines.addAll(
        Words.wrap(
            rewrite ? "      rewrite  " : "      scan     ",
            "%s%s, about %s at %s/s (assumed)"
                .formatted(
                    worked.get(0).relation(),
                    worked.size() == 1 ? "" : " and " + (worked.size() - 1) + " more",
                    Words.time(sum),
                    Amounts.bytes(
                        rewrite
                            ? PreflightSettings.REWRITE_BYTES_PER_SECOND
                            : PreflightSettings.SCAN_BYTES_PER_SECOND))));
  }

  private static String effect(LockMode mode) {
    return switch (mode) {
      case ACCESS_EXCLUSIVE -> "blocks all";
      case EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE -> "blocks writes";
      case SHARE_UPDATE_EXCLUSIVE, ROW_EXCLUSIVE, ROW_SHARE, ACCESS_SHARE -> "blocks no query";
    };
  }

  private static String size(PlannedLock lock) {
    return Amounts.bytes(lock.bytes());
  }

  private static String traffic(PlannedLock lock) {
    Long reads = lock.readsPerSecond();
    Long writes = lock.writesPerSecond();
    return reads == null || writes == null
        ? ""
        : "%s reads/s %s writes/s".formatted(Amounts.number(reads), Amounts.number(writes));
  }

  // ---------------------------------------------------------------- findings

  private void general() {
    List<Finding> general =
        result.findings().stream().filter(finding -> finding.script() == null).toList();
    if (!general.isEmpty()) {
      lines.add("");
      lines.add("  the database");
      general.forEach(this::finding);
    }
  }

  private void finding(Finding finding) {
    String begin = "      %-8s".formatted(finding.severity().word());
    List<String> wrapped =
        Words.wrap(begin, "%s (%s)".formatted(finding.message(), finding.rule()));
    String word = finding.severity().word();
    String painted =
        switch (finding.severity()) {
          case ERROR -> style.bad(word);
          case HOLD, WARNING -> style.waiting(word);
          case NOTE -> style.faint(word);
        };
    wrapped.set(0, wrapped.get(0).replaceFirst(word, painted.replace("\\", "\\\\")));
    lines.addAll(wrapped);
    if (!finding.remedy().isEmpty()) {
      lines.addAll(Words.wrap("              ", finding.remedy()));
    }
  }

  private void next(Duration patience, String migrate) {
    long errors = result.findings().stream().filter(f -> f.severity() == Severity.ERROR).count();
    long holds = result.findings().stream().filter(f -> f.severity() == Severity.HOLD).count();
    String next =
        switch (result.verdict()) {
          case CLEAR -> result.pending().isEmpty() ? "nothing to do" : migrate;
          case HOLD ->
              "when %s gone, the same command again; or  %s, which waits up to %s"
                      .formatted(
                          holds == 1 ? "what holds it is" : "the " + holds + " that hold it are",
                          migrate,
                          Words.time(patience))
                  + " by itself";
          case NO_GO ->
              "mend what is marked error (%d), then the same command again".formatted(errors);
        };
    lines.add("");
    lines.addAll(Words.wrap("  Next: ", next));
  }

  private void checked() {
    lines.addAll(
        Words.wrap(
            "  checked: ",
            result.checked().stream()
                .map(fact -> fact.check() + " " + fact.result())
                .collect(Collectors.joining(", "))));
  }

  /** Columns as wide as what is in them; what makes a line too long goes to the next. */
  private static final class Columns {
    private final List<List<String>> rows = new ArrayList<>();

    void row(String... cells) {
      rows.add(List.of(cells));
    }

    List<String> lines(int indent) {
      int[] widths = new int[rows.get(0).size()];
      for (List<String> row : rows) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      }
      List<String> lines = new ArrayList<>();
      for (List<String> row : rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
          String cell = row.get(i);
          if (indent + line.length() + cell.length() > Words.WIDTH) {
            lines.add(line.toString().stripTrailing());
            line = new StringBuilder(" ".repeat(4));
          }
          boolean number = i == 3;
          String gap = " ".repeat(Math.max(0, widths[i] - cell.length()));
          line.append(number ? gap + cell : cell + gap).append("  ");
        }
        lines.add(line.toString().stripTrailing());
      }
      return lines;
    }
  }
}
