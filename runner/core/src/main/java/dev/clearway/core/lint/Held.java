/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;

/**
 * A strong lock that the transaction has got.
 *
 * @param byCreate whether a CREATE TABLE took it on a table that it refers to
 */
record Held(Relation relation, LockMode mode, String script, int line, boolean byCreate) {}
