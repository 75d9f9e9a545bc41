/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import org.jspecify.annotations.Nullable;

/**
 * Which migration.
 *
 * @param version null for a repeatable one
 * @param script the file's name relative to its location, or the Java class
 */
public record MigrationName(@Nullable String version, String description, String script) {}
