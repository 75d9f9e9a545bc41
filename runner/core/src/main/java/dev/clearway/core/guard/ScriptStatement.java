/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

/**
 * One statement of a script.
 *
 * @param line where it starts, from 1
 * @param sql its text, without its delimiter
 * @param transactional whether it may run inside a transaction
 */
public record ScriptStatement(int line, String sql, boolean transactional) {}
