/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.lint.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings that were there when lint was adopted, to be passed over. A finding is known again by
 * its rule, script and statement, so lines may move; of equal ones as many are passed over as there
 * were.
 */
public final class Baseline {

  private static final String HEAD = "# clearway lint baseline 1: fingerprint, rule, script";

  private final Map<String, Integer> left = new HashMap<>();

  /**
   * Reads one.
   *
   * @throws IOException if it cannot be read
   */
  public static Baseline read(Path file) throws IOException {
    Baseline baseline = new Baseline();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        baseline.left.merge(line.split(" ", 2)[0], 1, Integer::sum);
      }
    }
    return baseline;
  }

  /** Whether a finding is one of those; each is so only once. */
  public boolean take(Finding finding) {
    String fingerprint = finding.fingerprint();
    int count = left.getOrDefault(fingerprint, 0);
    if (count == 0) {
      return false;
    }
    left.put(fingerprint, count - 1);
    return true;
  }

  /** Findings that are not there any more. */
  public int gone() {
    return left.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Writes one.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<Finding> findings) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add("%s %s %s".formatted(finding.fingerprint(), finding.rule().id(), finding.script()));
    }
    lines.sort((a, b) -> a.substring(17).compareTo(b.substring(17)));
    lines.add(0, HEAD);
    Files.write(file, lines, StandardCharsets.UTF_8);
  }
}
