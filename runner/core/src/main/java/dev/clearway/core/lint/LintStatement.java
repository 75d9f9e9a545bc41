/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/**
 * A statement of a script.
 *
 * @param start offset of its first character in the script's text
 * @param text without comments before it and semicolon behind it
 * @param line of its first character in the file
 * @param broken offset in {@code text} of a quote or comment that does not end, or of the end of
 *     the text where a semicolon is missing behind it; -1 where there is neither
 */
record LintStatement(int start, String text, int line, int broken, SqlCommand command) {}
