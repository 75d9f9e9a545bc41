/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.QualifiedName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The object whose dependants are asked for.
 *
 * @param schema null where the search path decides; always null for schemas and extensions
 * @param name its name; a column's table's
 * @param column a column's name; empty for other kinds
 */
public record Dependants(Kind kind, @Nullable String schema, String name, String column) {

  // As with QualifiedName: what a record makes by itself is slow at its first use.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Dependants that
        && kind == that.kind
        && Objects.equals(schema, that.schema)
        && name.equals(that.name)
        && column.equals(that.column);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + name.hashCode()) + column.hashCode();
  }

  public static Dependants of(Kind kind, QualifiedName name) {
    return new Dependants(kind, name.schema(), name.name(), "");
  }

  public static Dependants ofColumn(QualifiedName table, String column) {
    return new Dependants(Kind.COLUMN, table.schema(), table.name(), column);
  }

  /** What kind of object it is. */
  public enum Kind {
    RELATION("r"),
    COLUMN("a"),
    TYPE("t"),
    FUNCTION("f"),
    SCHEMA("n"),
    EXTENSION("e"),
    STATISTICS("s"),
    /** What a role owns, and what depends on that. */
    OWNED("o"),
    /** What a role owns. */
    REASSIGNED("w");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** How a dependant is reached. */
  public enum Via {
    /** It goes, or is part of what goes. */
    ITSELF,
    /** One of its columns goes, or has the type. */
    COLUMN,
    /** A trigger, default, constraint, rule or policy of it goes. */
    PART
  }
}
