/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import org.jspecify.annotations.Nullable;

/**
 * One thing that preflight has to say.
 *
 * @param rule the check that says it, in kebab case: the same word for the same thing always
 * @param script the migration that it is about; null where it is about none
 * @param line in the script, from 1; null where it is about no statement
 * @param column in that line, from 1; null where it is about no place in the statement
 * @param statement the statement's text on one line, cut where it is long; null where it is about
 *     none
 * @param message one sentence without a full stop at its end
 * @param remedy what to do about it; empty where there is nothing to do
 */
public record Finding(
    String rule,
    Severity severity,
    @Nullable String script,
    @Nullable Integer line,
    @Nullable Integer column,
    @Nullable String statement,
    String message,
    String remedy) {

  /** One that is about no script. */
  public static Finding general(String rule, Severity severity, String message, String remedy) {
    return new Finding(rule, severity, null, null, null, null, message, remedy);
  }

  /** One that is about a script as a whole. */
  public static Finding of(
      String rule, Severity severity, String script, String message, String remedy) {
    return new Finding(rule, severity, script, null, null, null, message, remedy);
  }
}
