/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.Expression;
import java.util.Set;

/**
 * Which function calls let a column's default be computed once for all rows: those that are not
 * volatile. A function that is not listed may be.
 *
 * @see <a href="https://www.postgresql.org/docs/current/xfunc-volatility.html">Function Volatility
 *     Categories</a>
 */
final class VolatileFunctions {

  private static final Set<String> NOT_VOLATILE =
      Set.of(
          "now",
          "transaction_timestamp",
          "statement_timestamp",
          "date_trunc",
          "lower",
          "upper",
          "md5",
          "to_timestamp",
          "to_date",
          "make_interval",
          "make_date",
          "jsonb_build_object",
          "jsonb_build_array",
          "json_build_object",
          "json_build_array",
          "array_length",
          "concat",
          "timezone",
          "current_setting",
          "pg_backend_pid");

  private VolatileFunctions() {}

  static boolean in(Expression expression) {
    return expression.functions().stream().anyMatch(f -> !NOT_VOLATILE.contains(f.name()));
  }
}
