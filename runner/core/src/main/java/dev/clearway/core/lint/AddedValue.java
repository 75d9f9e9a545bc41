/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.QualifiedName;

/**
 * A value of an enum that nobody may use yet.
 *
 * @param line of the statement that adds it
 */
record AddedValue(QualifiedName type, String value, String script, int line) {}
