/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import org.jspecify.annotations.Nullable;

/**
 * Why a run did not reach its end, for people.
 *
 * @param script the file, where one is to blame
 * @param line in it, from 1
 * @param statement the SQL that failed, from {@code line} on: without the comments before it
 * @param sqlState what the server answered
 * @param message what happened
 * @param detail the server's DETAIL
 * @param hint the server's HINT
 * @param position where in {@code statement} the server points, from 1
 * @param state what state the database is in
 * @param next what to do now
 */
public record RunFailure(
    @Nullable String script,
    @Nullable Integer line,
    @Nullable String statement,
    @Nullable String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable Integer position,
    String state,
    String next) {}
