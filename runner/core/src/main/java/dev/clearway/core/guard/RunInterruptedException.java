/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import org.jspecify.annotations.Nullable;

/** Somebody asked the run to stop; what was begun is rolled back. */
public final class RunInterruptedException extends GuardException {

  public RunInterruptedException(@Nullable Throwable cause) {
    super("The run was asked to stop; what was begun is rolled back.", cause);
  }
}
