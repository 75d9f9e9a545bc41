/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/** A directive that cannot be read, or that says what is not known. Its message says where. */
public final class DirectiveException extends RuntimeException {

  private final String script;
  private final int line;
  private final String problem;

  /**
   * A fault of the directive in {@code line} of {@code script}.
   *
   * @param line from 1
   * @param problem what is wrong, without the place
   */
  public DirectiveException(String script, int line, String problem) {
    super(script + ":" + line + ": " + problem);
    this.script = script;
    this.line = line;
    this.problem = problem;
  }

  /** The script as its caller named it. */
  public String script() {
    return script;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}
