/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.internal.command.DbMigrate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Flyway's result free of rows from attempts that were rolled back: Flyway adds a row for
 * each migration of a transaction as it runs, and a replay adds it again.
 *
 * <p>The result is nowhere to be had but inside Flyway's command, which the transaction's code has
 * captured; so it is looked up there. Where that is not possible, in a future Flyway or under a
 * module system that forbids it, rows are counted twice in the result and nothing else is amiss.
 */
final class ReplayedResults {

  /** By the class that has it: each is asked for one field only. */
  private static final Map<Class<?>, Field> FIELDS = new ConcurrentHashMap<>();

  private final @Nullable List<MigrateOutput> rows;
  private final int committed;

  ReplayedResults(Callable<?> transaction) {
    MigrateResult result = result(transaction);
    rows = result == null ? null : result.migrations;
    committed = rows == null ? 0 : rows.size();
  }

  /** Drops the rows of the attempt that was just rolled back, if there was one. */
  void rolledBack() {
    if (rows != null) {
      rows.subList(committed, rows.size()).clear();
    }
  }

  private static @Nullable MigrateResult result(Callable<?> transaction) {
    DbMigrate command = field(transaction, transaction.getClass(), DbMigrate.class);
    return command == null ? null : field(command, DbMigrate.class, MigrateResult.class);
  }

  private static <T> @Nullable T field(Object holder, Class<?> type, Class<T> wanted) {
    try {
      Field known = FIELDS.get(type);
      if (known == null) {
        known =
            Arrays.stream(type.getDeclaredFields())
                .filter(field -> wanted.isAssignableFrom(field.getType()))
                .findFirst()
                .orElse(null);
        if (known == null) {
          return null;
        }
        known.setAccessible(true);
        FIELDS.put(type, known);
      }
      return wanted.cast(known.get(holder));
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }
}
