/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.StatementText;

/** One statement of a pending script, and what it will lock. */
public record StatementForecast(
    StatementText statement, SqlCommand command, LockForecast forecast) {}
