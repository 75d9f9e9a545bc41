/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.sql.SqlCommand;

/**
 * One statement of a pending migration with what it will lock.
 *
 * @param number its place among all pending statements, from 0
 */
record Step(
    int number,
    PlannedMigration migration,
    PlannedStatement statement,
    SqlCommand command,
    LockForecast forecast) {}
