/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Rule;
import dev.clearway.core.lint.Rules;
import dev.clearway.core.lint.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SARIF 2.1.0.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF</a>
 */
public final class LintSarif {

  private LintSarif() {}

  /**
   * The document.
   *
   * @param version Clearway's
   */
  public static String of(LintResult result, String version) {
    List<Map<String, ?>> rules = new ArrayList<>();
    Map<String, Integer> indexes = new LinkedHashMap<>();
    for (Rule rule : Rules.ALL) {
      indexes.put(rule.id(), rules.size());
      rules.add(
          MigrateJson.object(
              "id",
              rule.id(),
              "shortDescription",
              MigrateJson.object("text", rule.summary()),
              "help",
              MigrateJson.object("text", "clearway lint --explain " + rule.id()),
              "defaultConfiguration",
              MigrateJson.object(
                  "enabled", rule.severity() != Severity.OFF, "level", level(rule.severity()))));
    }
    List<Map<String, ?>> results = new ArrayList<>();
    for (Finding finding : result.findings()) {
      results.add(result(finding, indexes.getOrDefault(finding.rule().id(), -1)));
    }
    Map<String, ?> run =
        MigrateJson.object(
            "tool",
            MigrateJson.object(
                "driver",
                MigrateJson.object("name", "clearway lint", "version", version, "rules", rules)),
            "columnKind",
            "utf16CodeUnits",
            "results",
            results);
    return Json.write(
        MigrateJson.object(
            "$schema",
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version",
            "2.1.0",
            "runs",
            List.of(run)));
  }

  private static Map<String, ?> result(Finding finding, int index) {
    String remedy = finding.remedy().isEmpty() ? "" : "\n" + finding.remedy();
    Map<String, ?> region =
        MigrateJson.object(
            "startLine",
            finding.line(),
            "startColumn",
            finding.column(),
            "endColumn",
            finding.column() + finding.length(),
            "snippet",
            MigrateJson.object("text", finding.source()));
    Map<String, ?> location =
        MigrateJson.object(
            "physicalLocation",
            MigrateJson.object(
                "artifactLocation",
                MigrateJson.object("uri", uri(finding.script())),
                "region",
                region));
    return MigrateJson.object(
        "ruleId",
        finding.rule().id(),
        "ruleIndex",
        index,
        "level",
        level(finding.severity()),
        "message",
        MigrateJson.object("text", finding.message() + remedy),
        "locations",
        List.of(location),
        "partialFingerprints",
        MigrateJson.object("clearwayStatement/v1", finding.fingerprint()));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
      case OFF -> "none";
    };
  }

  /** A relative reference, with what a URI does not take escaped. */
  private static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/".indexOf(c) >= 0;
      if (plain) {
        uri.append(c);
      } else {
        uri.append(String.format("%%%02X", (int) c));
      }
    }
    return uri.toString();
  }
}
