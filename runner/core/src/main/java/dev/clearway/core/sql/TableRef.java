/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/**
 * A table that a statement names.
 *
 * @param only whether {@code ONLY} keeps the statement from its partitions and children
 */
public record TableRef(QualifiedName name, boolean only) {}
