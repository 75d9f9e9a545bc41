/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/** What to do about a session that is in the way. */
public enum OnBlocker {
  /** Wait for it, up to {@code blockerPatience}. */
  WAIT,
  /** Give up at once. */
  FAIL,
  /** After {@code blockerMinAge}, cancel its query if it is on the allow-list. */
  CANCEL,
  /** After {@code blockerMinAge}, end its session if it is on the allow-list. */
  TERMINATE;

  /** Whether it ends other sessions' work. */
  public boolean endsSomething() {
    return this == CANCEL || this == TERMINATE;
  }
}
