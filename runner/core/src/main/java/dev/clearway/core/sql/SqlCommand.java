/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement, as far as locks and lint rules need it. Immutable; every name is folded and
 * without quotes.
 */
public sealed interface SqlCommand {

  /** How long a created relation lives, and whether it is logged. */
  enum Persistence {
    PERMANENT,
    UNLOGGED,
    TEMPORARY
  }

  /**
   * ALTER TABLE and its siblings for the other relations.
   *
   * @param kind what the statement calls it: a TABLE may be any relation
   * @param actions in order; RENAME, SET SCHEMA, ATTACH and DETACH stand alone
   */
  record AlterRelation(
      ObjectKind kind, TableRef relation, boolean ifExists, List<TableAction> actions)
      implements SqlCommand {
    public AlterRelation {
      actions = List.copyOf(actions);
    }
  }

  /**
   * ALTER TABLE (or INDEX, or MATERIALIZED VIEW) ALL IN TABLESPACE: it locks what it finds there.
   */
  record AlterAllInTablespace(ObjectKind kind, String tablespace) implements SqlCommand {}

  /**
   * CREATE TABLE, but for {@link CreateTableAs}.
   *
   * @param constraints the table's own, not those of the columns
   * @param like the tables whose definition is copied
   * @param inherits the parents that it inherits from
   * @param partitionOf the table that it becomes a partition of; null where it does not
   * @param bound the FOR VALUES clause as it was written; null for DEFAULT and for no partition
   * @param partitioned whether PARTITION BY makes it a partitioned table
   * @param ofType the composite type of a typed table; null where it has none
   */
  record CreateTable(
      QualifiedName name,
      Persistence persistence,
      boolean foreign,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<Constraint> constraints,
      List<QualifiedName> like,
      List<QualifiedName> inherits,
      @Nullable QualifiedName partitionOf,
      @Nullable String bound,
      boolean partitioned,
      @Nullable QualifiedName ofType)
      implements SqlCommand {
    public CreateTable {
      columns = List.copyOf(columns);
      constraints = List.copyOf(constraints);
      like = List.copyOf(like);
      inherits = List.copyOf(inherits);
    }
  }

  /** CREATE TABLE AS and SELECT INTO. */
  record CreateTableAs(
      QualifiedName name, Persistence persistence, boolean ifNotExists, Query query)
      implements SqlCommand {}

  /**
   * CREATE [MATERIALIZED] VIEW.
   *
   * @param withData false where a materialized view stays empty
   */
  record CreateView(
      QualifiedName name,
      Persistence persistence,
      boolean materialized,
      boolean replace,
      boolean ifNotExists,
      boolean withData,
      Query query)
      implements SqlCommand {}

  /**
   * CREATE INDEX.
   *
   * @param name null where PostgreSQL chooses it
   * @param elements the indexed columns and expressions
   * @param partial whether WHERE leaves rows out
   */
  record CreateIndex(
      @Nullable QualifiedName name,
      TableRef table,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      String method,
      List<Expression> elements,
      boolean partial)
      implements SqlCommand {
    public CreateIndex {
      elements = List.copyOf(elements);
    }
  }

  /**
   * DROP of objects that are not part of a table.
   *
   * @param concurrently only ever true for an index
   */
  record Drop(
      ObjectKind kind,
      List<QualifiedName> names,
      boolean ifExists,
      boolean concurrently,
      boolean cascade)
      implements SqlCommand {
    public Drop {
      names = List.copyOf(names);
    }
  }

  record Truncate(List<TableRef> tables, boolean restartIdentity, boolean cascade)
      implements SqlCommand {
    public Truncate {
      tables = List.copyOf(tables);
    }
  }

  /** What is done to an object that belongs to a table. */
  enum Verb {
    CREATE,
    ALTER,
    DROP
  }

  /**
   * CREATE TRIGGER.
   *
   * @param eachRow FOR EACH ROW: on a partitioned table it reaches all partitions
   * @param from the other table of a constraint trigger; null where there is none
   */
  record CreateTrigger(
      String name,
      QualifiedName table,
      boolean eachRow,
      boolean replace,
      @Nullable QualifiedName from)
      implements SqlCommand {}

  /**
   * CREATE, ALTER and DROP of a rule or a policy; ALTER and DROP of a trigger.
   *
   * @param kind TRIGGER, RULE or POLICY
   * @param ifExists whether it need not be there, nor its table
   * @param uses the other tables that a rule or policy names
   */
  record TableObject(
      Verb verb,
      ObjectKind kind,
      String name,
      QualifiedName table,
      boolean ifExists,
      List<TableUse> uses)
      implements SqlCommand {
    public TableObject {
      uses = List.copyOf(uses);
    }
  }

  /** CREATE STATISTICS. */
  record CreateStatistics(@Nullable QualifiedName name, QualifiedName table)
      implements SqlCommand {}

  record LockTables(List<TableRef> tables, LockMode mode, boolean nowait) implements SqlCommand {
    public LockTables {
      tables = List.copyOf(tables);
    }
  }

  record RefreshMaterializedView(QualifiedName name, boolean concurrently, boolean withData)
      implements SqlCommand {}

  /**
   * REINDEX.
   *
   * @param name null for the current database
   */
  record Reindex(Target target, @Nullable QualifiedName name, boolean concurrently)
      implements SqlCommand {

    /** What is named. */
    public enum Target {
      INDEX,
      TABLE,
      SCHEMA,
      DATABASE,
      SYSTEM
    }
  }

  /**
   * CLUSTER.
   *
   * @param table null for every table that was clustered before
   */
  record Cluster(@Nullable QualifiedName table, @Nullable String index) implements SqlCommand {}

  /**
   * VACUUM.
   *
   * @param tables empty for the whole database
   */
  record Vacuum(List<TableRef> tables, boolean full, boolean analyze) implements SqlCommand {
    public Vacuum {
      tables = List.copyOf(tables);
    }
  }

  /**
   * ANALYZE.
   *
   * @param tables empty for the whole database
   */
  record Analyze(List<TableRef> tables) implements SqlCommand {
    public Analyze {
      tables = List.copyOf(tables);
    }
  }

  /** SELECT, VALUES, TABLE, INSERT, UPDATE, DELETE, MERGE, and EXPLAIN of one where it runs it. */
  record Data(Query query) implements SqlCommand {}

  /** PREPARE: the query is only looked at. */
  record Prepare(Query query) implements SqlCommand {}

  /**
   * COPY.
   *
   * @param query what it reads; for COPY FROM only the table that it writes
   */
  record Copy(boolean from, Query query) implements SqlCommand {}

  /**
   * COMMENT ON and SECURITY LABEL.
   *
   * @param name the relation for a column, trigger, rule, policy or constraint; null for kinds
   *     without a relation
   */
  record Comment(ObjectKind kind, @Nullable QualifiedName name) implements SqlCommand {}

  /**
   * GRANT and REVOKE.
   *
   * @param tables the relations that are named; empty for other kinds of object
   */
  record Grant(boolean revoke, List<QualifiedName> tables) implements SqlCommand {
    public Grant {
      tables = List.copyOf(tables);
    }
  }

  /**
   * SET and RESET, and SELECT of {@code set_config} with constants.
   *
   * @param parameter folded; {@code timezone} for TIME ZONE, {@code all} for RESET ALL
   * @param values as written, strings without their quotes; empty for RESET and DEFAULT
   */
  record SetParameter(String parameter, List<String> values, boolean local) implements SqlCommand {
    public SetParameter {
      values = List.copyOf(values);
    }
  }

  /** Transaction control. */
  record Transaction(Step step) implements SqlCommand {

    /** Which statement. */
    public enum Step {
      BEGIN,
      COMMIT,
      ROLLBACK,
      SAVEPOINT,
      ROLLBACK_TO,
      RELEASE,
      PREPARE,
      COMMIT_PREPARED,
      ROLLBACK_PREPARED,
      /** SET TRANSACTION and SET CONSTRAINTS. */
      SET
    }
  }

  /**
   * DO.
   *
   * @param body without its quotes
   */
  record DoBlock(String language, String body) implements SqlCommand {}

  /**
   * DROP OWNED and REASSIGN OWNED.
   *
   * @param roles whose objects are meant; {@code current_user} and the like in lower case
   */
  record Owned(boolean drop, List<String> roles, boolean cascade) implements SqlCommand {
    public Owned {
      roles = List.copyOf(roles);
    }
  }

  /**
   * CALL.
   *
   * @param query its functions are the procedure and those that its arguments call
   */
  record Call(QualifiedName procedure, Query query) implements SqlCommand {}

  /** EXECUTE of a prepared statement, and other code that nothing is known about. */
  record OpaqueCode(String what) implements SqlCommand {}

  /**
   * CREATE FUNCTION and CREATE PROCEDURE.
   *
   * @param volatility {@code immutable}, {@code stable} or {@code volatile}
   * @param body without its quotes, or without BEGIN ATOMIC and END; null where there is none
   * @param searchPath what SET search_path says; null where it says nothing
   */
  record CreateFunction(
      QualifiedName name,
      boolean replace,
      String language,
      String volatility,
      @Nullable String body,
      @Nullable String searchPath)
      implements SqlCommand {}

  /**
   * CREATE TYPE.
   *
   * @param enumeration whether it is AS ENUM
   */
  record CreateType(QualifiedName name, boolean enumeration) implements SqlCommand {}

  /** ALTER TYPE. */
  record AlterType(QualifiedName name, TypeChange change) implements SqlCommand {

    /** What is changed. */
    public enum TypeChange {
      ADD_VALUE,
      RENAME_VALUE,
      /** ADD, DROP, ALTER or RENAME ATTRIBUTE of a composite type. */
      ATTRIBUTE,
      RENAME,
      OTHER
    }
  }

  /**
   * CREATE DOMAIN.
   *
   * @param constrained whether it has NOT NULL or a CHECK
   */
  record CreateDomain(QualifiedName name, DataType type, boolean constrained)
      implements SqlCommand {}

  /** ALTER DOMAIN. */
  record AlterDomain(QualifiedName name, DomainChange change) implements SqlCommand {

    /** What is changed. */
    public enum DomainChange {
      ADD_CONSTRAINT,
      ADD_CONSTRAINT_NOT_VALID,
      VALIDATE_CONSTRAINT,
      SET_NOT_NULL,
      OTHER
    }
  }

  /**
   * CREATE SEQUENCE.
   *
   * @param ownedBy the table of OWNED BY; null where there is none
   */
  record CreateSequence(
      QualifiedName name,
      Persistence persistence,
      boolean ifNotExists,
      @Nullable QualifiedName ownedBy)
      implements SqlCommand {}

  /**
   * ALTER SEQUENCE, but for what {@link AlterRelation} says.
   *
   * @param restart whether the next value is set
   * @param rewrites whether anything but the owner changes: then it gets a new file
   * @param ownedBy the table of OWNED BY; null where there is none
   */
  record AlterSequence(
      QualifiedName name,
      boolean ifExists,
      boolean restart,
      boolean rewrites,
      @Nullable QualifiedName ownedBy)
      implements SqlCommand {}

  record CreateSchema(String name, boolean ifNotExists) implements SqlCommand {}

  record RenameSchema(String name, String newName) implements SqlCommand {}

  /** CREATE PUBLICATION and ALTER PUBLICATION with the tables that they name. */
  record Publication(List<TableRef> tables) implements SqlCommand {
    public Publication {
      tables = List.copyOf(tables);
    }
  }

  /**
   * A statement of the grammar that locks no relation that anybody else can see, such as CREATE
   * ROLE.
   *
   * @param head its first keywords
   */
  record Other(String head) implements SqlCommand {}

  /**
   * A statement that the grammar does not know, read by its tokens alone.
   *
   * @param head its first words, upper-case
   * @param reading what it most likely is, its locks not weaker than the real ones; null where not
   *     even that can be told
   * @param offset of the first character that the grammar does not accept; the text's length where
   *     something is missing at its end
   */
  record Unparsed(String head, @Nullable SqlCommand reading, int offset) implements SqlCommand {}
}
