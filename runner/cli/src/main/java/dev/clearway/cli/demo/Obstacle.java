/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Something that gets in a migration's way. */
@FunctionalInterface
public interface Obstacle {

  /** An obstacle in place. */
  interface Placed extends AutoCloseable {

    /** Completed when it is out of the way, with the {@link System#nanoTime} of that. */
    CompletableFuture<Long> gone();

    /** Takes it out of the way. */
    @Override
    void close() throws SQLException;
  }

  /** Puts it in the way of a migration of the table {@code orders}, and returns when it is. */
  Placed place(TestDatabase database) throws SQLException;

  /** A report that reads the table for some time. */
  static Obstacle report(Duration length) {
    return database ->
        holder(LockHolder.in(database).application("nightly_report").query("orders", length));
  }

  /** A lock holder as an obstacle. */
  static Placed holder(LockHolder holder) {
    return new Placed() {
      @Override
      public CompletableFuture<Long> gone() {
        return holder.released();
      }

      @Override
      public void close() throws SQLException {
        holder.close();
      }
    };
  }
}
