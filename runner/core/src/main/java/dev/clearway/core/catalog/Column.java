/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param number {@code pg_attribute.attnum}
 * @param type as {@code format_type} prints it
 * @param baseType the type below, where {@code type} is a domain
 * @param stored whether it is generated and stored
 */
public record Column(
    int number,
    String name,
    String type,
    @Nullable String baseType,
    boolean notNull,
    boolean stored) {}
