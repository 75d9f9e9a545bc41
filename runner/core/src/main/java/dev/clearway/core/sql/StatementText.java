/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/**
 * One statement of a script, as it was written.
 *
 * @param line of its first character in the file, from 1
 * @param sql with or without its semicolon and comments
 */
public record StatementText(int line, String sql) {}
