/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.List;
import java.util.Map;

/**
 * What lint goes by.
 *
 * @param severities of rules that are not to weigh what they do by default, by id
 * @param exemptions what to pass over
 * @param runner what will run the migrations
 * @param major the oldest server that they will run on
 * @param mixed Flyway's {@code mixed}: scripts may have statements of both kinds
 * @param group Flyway's {@code group}: all pending scripts are one transaction
 * @param transactionalLock Flyway's {@code postgresql.transactional.lock}
 * @param searchPath the schemas of unqualified names, the first for new ones
 * @param placeholders their values by name
 * @param placeholderPrefix what a placeholder begins with
 * @param placeholderSuffix what it ends with
 */
public record LintSettings(
    Map<String, Severity> severities,
    List<Exemption> exemptions,
    Runner runner,
    int major,
    boolean mixed,
    boolean group,
    boolean transactionalLock,
    List<String> searchPath,
    Map<String, String> placeholders,
    String placeholderPrefix,
    String placeholderSuffix) {

  /** What is assumed of the server where nobody says it. */
  public static final int DEFAULT_MAJOR = 14;

  /** Nothing configured. */
  public static final LintSettings DEFAULT =
      new LintSettings(
          Map.of(),
          List.of(),
          Runner.CLEARWAY,
          DEFAULT_MAJOR,
          false,
          false,
          true,
          List.of("public"),
          Map.of(),
          "${",
          "}");

  public LintSettings {
    severities = Map.copyOf(severities);
    exemptions = List.copyOf(exemptions);
    searchPath = List.copyOf(searchPath);
    placeholders = Map.copyOf(placeholders);
  }

  /** The same with these severities. */
  public LintSettings withSeverities(Map<String, Severity> others) {
    return new LintSettings(
        others,
        exemptions,
        runner,
        major,
        mixed,
        group,
        transactionalLock,
        searchPath,
        placeholders,
        placeholderPrefix,
        placeholderSuffix);
  }

  Severity severity(Rule rule) {
    return severities.getOrDefault(rule.id(), rule.severity(runner));
  }
}
