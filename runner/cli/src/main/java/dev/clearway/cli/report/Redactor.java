/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.PlannedLock;
import dev.clearway.core.preflight.PreflightResult;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.sql.Redaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes passwords out of texts that others wrote: messages, statements, stack traces. */
public final class Redactor {

  private static final String MASK = "********";

  /** Loaded by the first text: most short commands print none that others wrote. */
  private static final class Patterns {
    static final Pattern IN_URL =
        Pattern.compile("((?:password|sslpassword)=)[^&\\s\"']+|(://[^/\\s:@]*:)[^/\\s@]+(?=@)");

    private Patterns() {}
  }

  private final List<String> secrets;

  /**
   * @param secrets texts that must not appear
   */
  public Redactor(List<String> secrets) {
    this.secrets =
        secrets.isEmpty()
            ? List.of()
            : secrets.stream().filter(secret -> !secret.isBlank()).toList();
  }

  /** The text without secrets. */
  public String clean(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, MASK);
    }
    return Patterns.IN_URL
        .matcher(clean)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    (match.group(1) == null ? match.group(2) : match.group(1)) + MASK));
  }

  /** The same for SQL. A literal keeps its length, so that the server's position still fits. */
  String cleanStatement(String sql) {
    return Redaction.withoutPasswords(sql);
  }

  /** The failure without secrets. */
  public RunFailure clean(RunFailure failure) {
    return new RunFailure(
        failure.script(),
        failure.line(),
        failure.statement() == null ? null : cleanStatement(failure.statement()),
        failure.sqlState(),
        clean(failure.message()),
        cleanOrNull(failure.detail()),
        cleanOrNull(failure.hint()),
        failure.position(),
        clean(failure.state()),
        clean(failure.next()));
  }

  /** A preflight's result without secrets. */
  public PreflightResult clean(PreflightResult result) {
    return new PreflightResult(
        result.database(),
        result.server(),
        result.known(),
        result.pending(),
        result.findings().stream().map(this::clean).toList(),
        clean(result.locks()),
        result.blockers(),
        result.checked());
  }

  private Finding clean(Finding finding) {
    String statement = finding.statement();
    return new Finding(
        finding.rule(),
        finding.severity(),
        finding.script(),
        finding.line(),
        finding.column(),
        statement == null ? null : clean(cleanStatement(statement)),
        clean(finding.message()),
        clean(finding.remedy()));
  }

  /** A statement that locks many partitions is cleaned once. */
  private List<PlannedLock> clean(List<PlannedLock> locks) {
    Map<String, String> statements = new HashMap<>();
    return locks.stream()
        .map(
            lock ->
                lock.withStatement(
                    statements.computeIfAbsent(
                        lock.statement(), statement -> clean(cleanStatement(statement)))))
        .toList();
  }

  private @Nullable String cleanOrNull(@Nullable String text) {
    return text == null ? null : clean(text);
  }
}
