/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/**
 * How a query uses a table.
 *
 * @param mode ACCESS SHARE where it is read, ROW SHARE where its rows are locked, ROW EXCLUSIVE
 *     where it is written
 * @param whole whether all its rows are read: no WHERE, LIMIT or join condition is in the way
 */
public record TableUse(TableRef table, LockMode mode, boolean whole) {}
