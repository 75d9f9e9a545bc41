/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object as a statement gives it, folded and without quotes. A database in front of
 * the schema is dropped: PostgreSQL accepts only the current one there.
 *
 * @param schema null where the search path decides
 * @param name the object's own name
 */
public record QualifiedName(@Nullable String schema, String name) {

  public static QualifiedName of(String name) {
    return new QualifiedName(null, name);
  }

  public static QualifiedName of(@Nullable String schema, String name) {
    return new QualifiedName(schema, name);
  }

  /** The same object name in another schema. */
  public QualifiedName inSchema(@Nullable String otherSchema) {
    return new QualifiedName(otherSchema, name);
  }

  /** Another object in the same schema. */
  public QualifiedName withName(String otherName) {
    return new QualifiedName(schema, otherName);
  }

  // What a record makes by itself is linked at its first use, which costs short runs ten
  // milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QualifiedName name
        && this.name.equals(name.name)
        && Objects.equals(schema, name.schema);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(schema) + name.hashCode();
  }

  /** As SQL, with quotes where they are needed. */
  @Override
  public String toString() {
    return schema == null
        ? Identifiers.quote(name)
        : Identifiers.quote(schema) + "." + Identifiers.quote(name);
  }
}
