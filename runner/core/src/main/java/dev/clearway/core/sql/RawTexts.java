/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import org.jspecify.annotations.Nullable;

/**
 * Hears the texts of others before {@link Redaction} and {@link ServerText} take out what may be
 * data. Everything else gets them afterwards, so an implementation is the one place of a run that
 * has data of customers: {@link #NONE}, unless a sensitive sink is asked for by name.
 *
 * <p>Called on the run's threads, several times a second, often with the same text: it must be
 * quick, thread-safe, and must not throw.
 */
public interface RawTexts {

  /** Hears nothing. */
  RawTexts NONE = new RawTexts() {};

  /**
   * What another session runs, or has run last.
   *
   * @param pid its backend; 0 for a prepared transaction
   */
  default void query(int pid, @Nullable String application, String query) {}

  /**
   * A statement that the server refused.
   *
   * @param unit the script
   * @param line of the script, from 1
   * @param message the server's, with its DETAIL and what else it has said
   */
  default void error(
      String unit, int line, String statement, @Nullable String sqlState, String message) {}

  /** What the server told a migration beside its answer. */
  default void notice(String unit, @Nullable String sqlState, String text) {}
}
