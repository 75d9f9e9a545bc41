/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import org.gradle.api.GradleException;

/** A command ended with another exit code than 0. The message says what it means. */
public final class ClearwayException extends GradleException {

  private final int exitCode;

  ClearwayException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command's exit code: 3 is NO-GO, 4 is HOLD or contention, as everywhere in Clearway. */
  public int getExitCode() {
    return exitCode;
  }
}
