/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import static dev.clearway.cli.report.MigrateJson.object;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.preflight.Fact;
import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.PlannedLock;
import dev.clearway.core.preflight.PlannedMigration;
import dev.clearway.core.preflight.PreflightResult;
import dev.clearway.core.record.RunFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code clearway preflight --format json} prints; see docs/schema/preflight-1.json. */
public final class PreflightJson {

  private PreflightJson() {}

  /** The object to print. */
  public static Map<String, ?> of(PreflightResult result, RunOutcome outcome) {
    Map<String, Object> json = MigrateJson.head("preflight", outcome.word(), outcome.exitCode());
    json.put("verdict", result.verdict().word());
    json.put("database", object("name", result.database(), "server", result.server()));
    json.put("migrations", result.pending().stream().map(PreflightJson::migration).toList());
    json.put("findings", result.findings().stream().map(PreflightJson::finding).toList());
    json.put("locks", result.locks().stream().map(PreflightJson::lock).toList());
    json.put("blockers", result.blockers().stream().map(MigrateJson::blocker).toList());
    json.put("checked", result.checked().stream().map(PreflightJson::fact).toList());
    return json;
  }

  /** The object where there is no verdict. */
  public static Map<String, ?> failed(RunOutcome outcome, RunFailure failure, int exitCode) {
    Map<String, Object> json = MigrateJson.head("preflight", outcome.word(), exitCode);
    json.put("verdict", null);
    json.put("database", null);
    for (String list : List.of("migrations", "findings", "locks", "blockers", "checked")) {
      json.put(list, List.of());
    }
    json.put("failure", MigrateJson.failure(failure));
    return json;
  }

  private static Map<String, ?> migration(PlannedMigration migration) {
    return object(
        "version", migration.version(),
        "description", migration.description(),
        "script", migration.script(),
        "transactional", migration.transactional(),
        "statements", migration.statements().size());
  }

  private static Map<String, ?> finding(Finding finding) {
    return object(
        "rule", finding.rule(),
        "severity", finding.severity().word(),
        "script", finding.script(),
        "line", finding.line(),
        "column", finding.column(),
        "statement", finding.statement(),
        "message", finding.message(),
        "remedy", finding.remedy());
  }

  private static Map<String, ?> lock(PlannedLock lock) {
    return object(
        "script", lock.script(),
        "line", lock.line(),
        "statement", lock.statement(),
        "relation", lock.relation(),
        "mode", lock.mode().catalogName(),
        "strong", lock.strong(),
        "rewrite", lock.rewrite(),
        "scan", lock.scan(),
        "estimatedRows", lock.estimatedRows() < 0 ? null : lock.estimatedRows(),
        "bytes", lock.bytes(),
        "readsPerSecond", lock.readsPerSecond(),
        "writesPerSecond", lock.writesPerSecond(),
        "estimatedMs", millis(lock.takes()));
  }

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : time.toMillis();
  }

  private static Map<String, ?> fact(Fact fact) {
    return object("check", fact.check(), "result", fact.result());
  }
}
