/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.PlannedMigration;
import dev.clearway.core.preflight.PreflightResult;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's workflow commands: one annotation for each finding, at its line of the script.
 *
 * @see <a
 *     href="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands">Workflow
 *     commands for GitHub Actions</a>
 */
public final class PreflightGithub {

  private PreflightGithub() {}

  /**
   * The lines to print.
   *
   * @param directory the working directory, which paths are relative to
   */
  public static List<String> of(PreflightResult result, String label, Path directory) {
    Map<String, String> files = new HashMap<>();
    for (PlannedMigration migration : result.pending()) {
      String file = relative(migration.file(), directory);
      if (file != null) {
        files.put(migration.script(), file);
      }
    }
    List<String> lines = new ArrayList<>();
    for (Finding finding : result.findings()) {
      lines.add(annotation(finding, files));
    }
    lines.add(
        "::notice title=clearway preflight::"
            + GithubText.data(
                "%s: %s, %d pending"
                    .formatted(result.verdict().word(), label, result.pending().size())));
    return lines;
  }

  private static String annotation(Finding finding, Map<String, String> files) {
    String command =
        switch (finding.severity()) {
          case ERROR, HOLD -> "error";
          case WARNING -> "warning";
          case NOTE -> "notice";
        };
    StringBuilder line = new StringBuilder("::").append(command).append(' ');
    String script = finding.script();
    String file = script == null ? null : files.getOrDefault(script, script);
    if (file != null) {
      line.append("file=").append(GithubText.property(file)).append(',');
      if (finding.line() != null) {
        line.append("line=").append(finding.line()).append(',');
      }
      if (finding.column() != null) {
        line.append("col=").append(finding.column()).append(',');
      }
    }
    line.append("title=").append(GithubText.property("clearway " + finding.rule())).append("::");
    line.append(GithubText.data(finding.message()));
    if (!finding.remedy().isEmpty()) {
      line.append("%0A").append(GithubText.data(finding.remedy()));
    }
    return line.toString();
  }

  private static @Nullable String relative(@Nullable String file, Path directory) {
    if (file == null || file.isBlank()) {
      return null;
    }
    try {
      Path path = Path.of(file);
      return path.startsWith(directory)
          ? directory.relativize(path).toString().replace('\\', '/')
          : file;
    } catch (InvalidPathException e) {
      // inside a jar, say
      return file;
    }
  }
}
