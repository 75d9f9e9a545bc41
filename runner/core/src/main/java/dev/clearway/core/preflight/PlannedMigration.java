/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pending migration.
 *
 * @param version null for a repeatable one
 * @param script the file's name relative to its location, or the Java class
 * @param file where its file is; null where it has none
 * @param transactional whether it runs inside a transaction
 * @param opaque whether it is code that nobody can look into, such as Java
 * @param statements in order; empty where it is opaque
 */
public record PlannedMigration(
    @Nullable String version,
    String description,
    String script,
    @Nullable String file,
    boolean transactional,
    boolean opaque,
    List<PlannedStatement> statements) {

  public PlannedMigration {
    statements = List.copyOf(statements);
  }
}
