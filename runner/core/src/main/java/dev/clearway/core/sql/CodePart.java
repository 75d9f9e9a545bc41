/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import org.jspecify.annotations.Nullable;

/**
 * One piece of SQL inside a DO block or the body of a function.
 *
 * @param command what it says; an expression is a SELECT of it; null for EXECUTE of a text that the
 *     code makes when it runs
 * @param text as it was written
 * @param offset of {@code text} in the body
 * @param conditional whether it may be passed over: it stands in a branch, a loop or an exception
 *     handler
 */
public record CodePart(
    @Nullable SqlCommand command, String text, int offset, boolean conditional) {}
