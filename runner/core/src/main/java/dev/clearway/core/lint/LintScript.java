/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import org.jspecify.annotations.Nullable;

/**
 * A file to look at, or to know.
 *
 * @param name as reports show it
 * @param text as it is in the file
 * @param inTransaction what {@code executeInTransaction} of its {@code .conf} file says; null where
 *     it says nothing
 * @param placeholders whether they are replaced, as the file's {@code placeholderReplacement} says
 * @param reported whether findings are wanted: others are only part of the history
 */
public record LintScript(
    String name,
    ScriptKind kind,
    String text,
    @Nullable Boolean inTransaction,
    boolean placeholders,
    boolean reported) {

  /** One without a {@code .conf} file. */
  public static LintScript of(String name, ScriptKind kind, String text) {
    return new LintScript(name, kind, text, null, true, true);
  }
}
