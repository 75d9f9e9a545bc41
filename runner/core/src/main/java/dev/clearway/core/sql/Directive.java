/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One {@code -- clearway:} comment.
 *
 * @param line the line that it stands in, from 1
 * @param statementLine the line in which the next statement begins, from 1; 0 where none follows
 * @param forScript whether it stands above the first statement, and so is for the whole script
 * @param settings its {@code key=value} parts, in order; a key that stands alone, such as {@code
 *     batch}, has an empty value
 */
public record Directive(
    int line, int statementLine, boolean forScript, Map<String, String> settings) {

  public Directive {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
