/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One action of ALTER TABLE, and of ALTER INDEX, VIEW, MATERIALIZED VIEW and FOREIGN TABLE. */
public sealed interface TableAction {

  record AddColumn(ColumnDefinition column, boolean ifNotExists) implements TableAction {}

  record DropColumn(String column, boolean ifExists, boolean cascade) implements TableAction {}

  /**
   * ALTER COLUMN ... TYPE.
   *
   * @param using null where the old value is only cast
   * @param collation null where the type's own or the present one stays
   */
  record ChangeType(
      String column, DataType type, @Nullable Expression using, @Nullable QualifiedName collation)
      implements TableAction {}

  record SetDefault(String column, Expression value) implements TableAction {}

  /** SET EXPRESSION of a generated column (PostgreSQL 17). */
  record SetExpression(String column, Expression value) implements TableAction {}

  /** The other changes of one column. */
  record ChangeColumn(String column, Change change) implements TableAction {

    /** What is changed. */
    public enum Change {
      DROP_DEFAULT,
      SET_NOT_NULL,
      DROP_NOT_NULL,
      ADD_IDENTITY,
      /** SET GENERATED. */
      SET_IDENTITY,
      /** RESTART, and SET of an option of the sequence. */
      SET_IDENTITY_SEQUENCE,
      DROP_IDENTITY,
      DROP_EXPRESSION,
      SET_STATISTICS,
      SET_OPTIONS,
      SET_STORAGE,
      SET_COMPRESSION,
      SET_FOREIGN_OPTIONS
    }
  }

  record AddConstraint(Constraint constraint) implements TableAction {}

  record DropConstraint(String name, boolean ifExists, boolean cascade) implements TableAction {}

  record ValidateConstraint(String name) implements TableAction {}

  /**
   * ALTER CONSTRAINT.
   *
   * @param enforced null where neither ENFORCED nor NOT ENFORCED is said (PostgreSQL 18)
   */
  record AlterConstraint(String name, @Nullable Boolean enforced) implements TableAction {}

  record RenameConstraint(String name, String newName) implements TableAction {}

  record RenameColumn(String column, String newName) implements TableAction {}

  record Rename(String newName) implements TableAction {}

  record SetSchema(String schema) implements TableAction {}

  /**
   * OWNER TO.
   *
   * @param role {@code current_user} and the like in lower case
   */
  record Owner(String role) implements TableAction {}

  /**
   * ATTACH PARTITION, of a table or of an index.
   *
   * @param bound the FOR VALUES clause as it was written; null for DEFAULT and for an index
   */
  record AttachPartition(QualifiedName partition, @Nullable String bound) implements TableAction {}

  /**
   * DETACH PARTITION.
   *
   * @param finish whether it is FINALIZE, which ends a concurrent one that was cut short
   */
  record DetachPartition(QualifiedName partition, boolean concurrently, boolean finish)
      implements TableAction {}

  record Inherit(QualifiedName parent) implements TableAction {}

  record NoInherit(QualifiedName parent) implements TableAction {}

  /**
   * ENABLE or DISABLE [REPLICA | ALWAYS] TRIGGER.
   *
   * @param trigger null for ALL and USER
   */
  record ToggleTrigger(@Nullable String trigger, boolean enable) implements TableAction {}

  record ToggleRule(String rule, boolean enable) implements TableAction {}

  /** ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY. */
  record RowSecurity() implements TableAction {}

  /** SET LOGGED or SET UNLOGGED. */
  record SetLogged(boolean logged) implements TableAction {}

  record SetTablespace(String tablespace) implements TableAction {}

  /**
   * SET ACCESS METHOD.
   *
   * @param method null for DEFAULT
   */
  record SetAccessMethod(@Nullable String method) implements TableAction {}

  /** SET or RESET of storage parameters, by name. */
  record StorageParameters(Set<String> names) implements TableAction {
    public StorageParameters {
      names = Set.copyOf(names);
    }
  }

  /** CLUSTER ON and SET WITHOUT CLUSTER. */
  record ClusterMark() implements TableAction {}

  record ReplicaIdentity() implements TableAction {}

  /** OF and NOT OF a composite type. */
  record OfType() implements TableAction {}

  /** Options of a foreign table. */
  record ForeignOptions() implements TableAction {}

  /** [NO] DEPENDS ON EXTENSION. */
  record DependsOnExtension() implements TableAction {}

  /** An action that the parser knows nothing about: the strongest is to be expected. */
  record Other(String text) implements TableAction {}
}
