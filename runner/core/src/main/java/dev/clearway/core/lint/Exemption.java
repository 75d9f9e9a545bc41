/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Findings that configuration passes over.
 *
 * @param rules their ids; {@code *} for all
 * @param path a pattern of file names, {@code *} and {@code **} as in .gitignore; empty for all
 * @param table a pattern of tables, with or without schema; empty for all, those without a table
 *     included
 * @param reason why
 * @param file where it is written
 * @param line of that file, from 1
 */
public record Exemption(
    List<String> rules, String path, String table, String reason, String file, int line) {

  public Exemption {
    rules = List.copyOf(rules);
  }

  boolean covers(Finding finding) {
    return (rules.contains("*") || rules.contains(finding.rule().id()))
        && (path.isEmpty() || matchesPath(finding.script()))
        && (table.isEmpty() || finding.relations().stream().anyMatch(this::matchesTable));
  }

  private boolean matchesPath(String script) {
    String name = script.replace('\\', '/');
    boolean anchored = path.contains("/");
    String shown = anchored ? name : name.substring(name.lastIndexOf('/') + 1);
    Pattern pattern = pattern(path, "[^/]*");
    return pattern.matcher(shown).matches()
        || (anchored && Pattern.compile("(?:.*/)?" + pattern.pattern()).matcher(shown).matches());
  }

  private boolean matchesTable(String relation) {
    String own = relation.substring(relation.indexOf('.') + 1);
    Pattern pattern = pattern(table, ".*");
    return pattern.matcher(relation).matches() || pattern.matcher(own).matches();
  }

  private static Pattern pattern(String glob, String star) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append(star);
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
