/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.Blocker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the checks have said so far. */
final class Report {

  private final List<Finding> findings = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final Map<String, Blocker> blockers = new LinkedHashMap<>();

  void add(Finding finding) {
    findings.add(finding);
  }

  void general(String rule, Severity severity, String message, String remedy) {
    add(Finding.general(rule, severity, message, remedy));
  }

  void at(Step step, String rule, Severity severity, String message, String remedy) {
    at(step, step.statement().line(), null, rule, severity, message, remedy);
  }

  /** One about a statement. A directive turns what it ignores into a note. */
  void at(
      Step step,
      int line,
      @Nullable Integer column,
      String rule,
      Severity severity,
      String message,
      String remedy) {
    boolean ignored = severity != Severity.HOLD && step.statement().ignored().contains(rule);
    add(
        new Finding(
            rule,
            ignored ? Severity.NOTE : severity,
            step.migration().script(),
            line,
            column,
            step.statement().shown(),
            ignored ? message + " (the script says to ignore it)" : message,
            remedy));
  }

  void fact(String check, String result) {
    facts.add(new Fact(check, result));
  }

  /** Somebody who is in the way; of the same transaction and relation one is kept. */
  void inTheWay(Blocker blocker) {
    blockers.putIfAbsent(blocker.virtualTransaction() + ' ' + blocker.relation(), blocker);
  }

  /** The heaviest first; equally heavy ones in the order in which they were said. */
  List<Finding> findings() {
    return findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  List<Fact> facts() {
    return facts;
  }

  List<Blocker> blockers() {
    return blockers.values().stream()
        .sorted(Comparator.comparing(Blocker::age).reversed())
        .toList();
  }
}
