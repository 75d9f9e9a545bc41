/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A statement of a pending migration.
 *
 * @param line of its first character, from 1
 * @param column of its first character, from 1
 * @param sql with placeholders replaced, without its delimiter
 * @param transactional whether it may run inside a transaction
 * @param settings with the script's directives applied
 * @param ignored the rules that directives tell us to pass over
 */
public record PlannedStatement(
    int line,
    int column,
    String sql,
    boolean transactional,
    GuardSettings settings,
    Set<String> ignored) {

  private static final int SHOWN = 200;

  private static final Pattern LEADING_COMMENTS =
      Pattern.compile("^(?:\\s*--[^\\r\\n]*(?:\\R|$)|\\s*/\\*(?s:.*?)\\*/)+");

  public PlannedStatement {
    ignored = Set.copyOf(ignored);
  }

  /** Its text on one line, cut where it is long. */
  String shown() {
    String line = LEADING_COMMENTS.matcher(sql).replaceFirst("").replaceAll("\\s+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 3) + "...";
  }
}
