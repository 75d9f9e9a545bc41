/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static dev.clearway.core.sql.LockMode.ACCESS_EXCLUSIVE;
import static dev.clearway.core.sql.LockMode.ACCESS_SHARE;
import static dev.clearway.core.sql.LockMode.EXCLUSIVE;
import static dev.clearway.core.sql.LockMode.ROW_SHARE;
import static dev.clearway.core.sql.LockMode.SHARE;
import static dev.clearway.core.sql.LockMode.SHARE_ROW_EXCLUSIVE;
import static dev.clearway.core.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import dev.clearway.core.catalog.CatalogEntry;
import dev.clearway.core.catalog.CatalogSnapshot;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableRef;
import dev.clearway.core.sql.TableUse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one statement locks. The rules are PostgreSQL's own: the lock modes of {@code
 * AlterTableGetLockLevel} and of the other commands, as the documentation of each command states
 * them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit Locking</a>
 * @see <a href="https://www.postgresql.org/docs/current/sql-altertable.html">ALTER TABLE</a>
 */
final class CommandForecast {

  private final CatalogSnapshot catalog;
  private final ScriptNames names;
  private final LockSet locks = new LockSet();
  private boolean concurrent;
  private boolean unknown;
  private boolean data;

  CommandForecast(CatalogSnapshot catalog, ScriptNames names) {
    this.catalog = catalog;
    this.names = names;
  }

  LockForecast of(SqlCommand command) {
    visit(command);
    List<RelationLock> found = locks.asList();
    StatementClass statementClass;
    if (unknown) {
      statementClass = StatementClass.UNKNOWN;
    } else if (concurrent) {
      statementClass = StatementClass.CONCURRENT;
    } else if (found.stream().anyMatch(RelationLock::isStrong)) {
      statementClass = StatementClass.STRONG;
    } else if (data || !found.isEmpty()) {
      statementClass = StatementClass.DATA;
    } else {
      statementClass = StatementClass.FRESH;
    }
    return new LockForecast(statementClass, found);
  }

  private void visit(SqlCommand command) {
    if (command instanceof SqlCommand.AlterRelation alter) {
      alterRelation(alter);
    } else if (command instanceof SqlCommand.CreateTable create) {
      createTable(create);
    } else if (command instanceof SqlCommand.CreateTableAs create) {
      query(create.query());
    } else if (command instanceof SqlCommand.CreateView create) {
      if (create.replace()) {
        lock(create.name(), ACCESS_EXCLUSIVE);
      }
      query(create.query());
    } else if (command instanceof SqlCommand.CreateIndex create) {
      createIndex(create);
    } else if (command instanceof SqlCommand.Drop drop) {
      drop(drop);
    } else if (command instanceof SqlCommand.Truncate truncate) {
      truncate.tables().forEach(table -> truncate(table, truncate.cascade()));
    } else if (command instanceof SqlCommand.CreateTrigger create) {
      CatalogEntry table = existing(create.table());
      if (table != null) {
        family(table, !create.eachRow()).forEach(e -> locks.add(e, SHARE_ROW_EXCLUSIVE));
      }
      if (create.from() != null) {
        lock(create.from(), SHARE_ROW_EXCLUSIVE);
      }
    } else if (command instanceof SqlCommand.TableObject object) {
      CatalogEntry table = existing(object.table());
      if (table != null) {
        family(table, object.kind() != ObjectKind.TRIGGER)
            .forEach(e -> locks.add(e, ACCESS_EXCLUSIVE));
      }
    } else if (command instanceof SqlCommand.CreateStatistics create) {
      lock(create.table(), SHARE_UPDATE_EXCLUSIVE);
    } else if (command instanceof SqlCommand.LockTables lock) {
      lock.tables().forEach(table -> lockFamily(table, lock.mode()));
    } else if (command instanceof SqlCommand.RefreshMaterializedView refresh) {
      CatalogEntry view = existing(refresh.name());
      if (view != null) {
        locks.add(
            view,
            refresh.concurrently() ? EXCLUSIVE : ACCESS_EXCLUSIVE,
            !refresh.concurrently(),
            true);
      }
    } else if (command instanceof SqlCommand.Reindex reindex) {
      reindex(reindex);
    } else if (command instanceof SqlCommand.Cluster cluster) {
      CatalogEntry table = cluster.table() == null ? null : existing(cluster.table());
      if (cluster.table() == null) {
        unknown = true;
      } else if (table != null) {
        family(table, false).forEach(e -> locks.add(e, ACCESS_EXCLUSIVE, true, true));
      }
    } else if (command instanceof SqlCommand.Vacuum vacuum) {
      vacuum(vacuum);
    } else if (command instanceof SqlCommand.Analyze analyze) {
      concurrent = true;
      analyze.tables().forEach(table -> lockFamily(table, SHARE_UPDATE_EXCLUSIVE));
    } else if (command instanceof SqlCommand.Data statement) {
      query(statement.query());
    } else if (command instanceof SqlCommand.Copy copy) {
      query(copy.query());
    } else if (command instanceof SqlCommand.Comment comment) {
      if (comment.name() != null) {
        lock(comment.name(), SHARE_UPDATE_EXCLUSIVE);
      }
    } else if (command instanceof SqlCommand.Grant grant) {
      grant.tables().forEach(table -> lock(table, ACCESS_SHARE));
    } else if (command instanceof SqlCommand.AlterSequence alter) {
      lock(alter.name(), SHARE_ROW_EXCLUSIVE);
      if (alter.ownedBy() != null) {
        lock(alter.ownedBy(), ACCESS_SHARE);
      }
    } else if (command instanceof SqlCommand.AlterType alter) {
      if (alter.change() == SqlCommand.AlterType.TypeChange.ATTRIBUTE) {
        lock(alter.name(), ACCESS_EXCLUSIVE);
      }
    } else if (command instanceof SqlCommand.AlterDomain alter) {
      // It locks and reads every table that uses the domain; which those are is not known here.
      unknown =
          switch (alter.change()) {
            case ADD_CONSTRAINT, VALIDATE_CONSTRAINT, SET_NOT_NULL -> true;
            case ADD_CONSTRAINT_NOT_VALID, OTHER -> false;
          };
    } else if (command instanceof SqlCommand.Publication publication) {
      publication.tables().forEach(table -> lock(table.name(), SHARE_UPDATE_EXCLUSIVE));
    } else if (command instanceof SqlCommand.AlterAllInTablespace
        || command instanceof SqlCommand.DoBlock
        || command instanceof SqlCommand.OpaqueCode) {
      unknown = true;
    } else if (command instanceof SqlCommand.Unparsed unparsed) {
      if (unparsed.reading() == null) {
        unknown = true;
      } else {
        visit(unparsed.reading());
      }
    }
  }

  // ---- ALTER TABLE and its siblings

  private void alterRelation(SqlCommand.AlterRelation alter) {
    CatalogEntry target = existing(alter.relation().name());
    boolean only = alter.relation().only();
    boolean onlyConcurrent = !alter.actions().isEmpty();
    for (TableAction action : alter.actions()) {
      onlyConcurrent &= isConcurrent(action);
      if (target == null) {
        others(action);
      } else if (isIndex(target)) {
        locks.add(target, indexMode(action));
      } else {
        tableAction(target, only, action);
      }
    }
    concurrent = onlyConcurrent && target != null;
  }

  /** What blocks no application query and may take long. */
  private static boolean isConcurrent(TableAction action) {
    return action instanceof TableAction.ValidateConstraint
        || (action instanceof TableAction.DetachPartition detach && detach.concurrently());
  }

  private static boolean isIndex(CatalogEntry entry) {
    return entry.relation().kind() == RelationKind.INDEX
        || entry.relation().kind() == RelationKind.PARTITIONED_INDEX;
  }

  private static LockMode indexMode(TableAction action) {
    return action instanceof TableAction.Rename
            || action instanceof TableAction.StorageParameters
            || action instanceof TableAction.ChangeColumn
        ? SHARE_UPDATE_EXCLUSIVE
        : ACCESS_EXCLUSIVE;
  }

  private void tableAction(CatalogEntry target, boolean only, TableAction action) {
    if (action instanceof TableAction.AttachPartition attach) {
      locks.add(target, SHARE_UPDATE_EXCLUSIVE);
      lockDefault(target, ACCESS_EXCLUSIVE);
      CatalogEntry partition = existing(attach.partition());
      if (partition != null) {
        family(partition, false).forEach(e -> locks.add(e, ACCESS_EXCLUSIVE, false, true));
      }
      return;
    }
    if (action instanceof TableAction.DetachPartition detach) {
      detach(target, detach);
      return;
    }
    LockMode mode = mode(action);
    boolean rewrite = rewrites(action);
    boolean scan = rewrite || scans(action);
    for (CatalogEntry entry : family(target, only || !recurses(action))) {
      locks.add(entry, mode, rewrite, scan);
    }
    others(action);
    if (action instanceof TableAction.DropConstraint dropped) {
      lockReferenced(target, dropped.name(), ACCESS_EXCLUSIVE);
      if (dropped.cascade()) {
        catalog.referencing(target).forEach(e -> locks.add(e, ACCESS_EXCLUSIVE));
      }
    } else if (action instanceof TableAction.ValidateConstraint validated) {
      lockReferenced(target, validated.name(), ROW_SHARE);
    }
  }

  private void detach(CatalogEntry target, TableAction.DetachPartition detach) {
    LockMode mode =
        detach.concurrently() || detach.finish() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
    locks.add(target, mode);
    CatalogEntry partition = existing(detach.partition());
    if (partition != null) {
      family(partition, false)
          .forEach(e -> locks.add(e, detach.finish() ? ACCESS_EXCLUSIVE : mode));
    }
    if (mode == ACCESS_EXCLUSIVE) {
      lockDefault(target, ACCESS_EXCLUSIVE);
    }
  }

  private static LockMode mode(TableAction action) {
    if (action instanceof TableAction.AddConstraint add
        && add.constraint() instanceof Constraint.ForeignKey) {
      return SHARE_ROW_EXCLUSIVE;
    }
    if (action instanceof TableAction.ToggleTrigger) {
      return SHARE_ROW_EXCLUSIVE;
    }
    if (action instanceof TableAction.ValidateConstraint
        || action instanceof TableAction.ClusterMark) {
      return SHARE_UPDATE_EXCLUSIVE;
    }
    if (action instanceof TableAction.StorageParameters parameters) {
      // The one storage parameter that decides how writers log their rows.
      return parameters.names().contains("user_catalog_table")
          ? ACCESS_EXCLUSIVE
          : SHARE_UPDATE_EXCLUSIVE;
    }
    if (action instanceof TableAction.ChangeColumn change) {
      return switch (change.change()) {
        case SET_STATISTICS, SET_OPTIONS -> SHARE_UPDATE_EXCLUSIVE;
        default -> ACCESS_EXCLUSIVE;
      };
    }
    return ACCESS_EXCLUSIVE;
  }

  private static boolean recurses(TableAction action) {
    return !(action instanceof TableAction.Rename
        || action instanceof TableAction.SetSchema
        || action instanceof TableAction.Owner
        || action instanceof TableAction.RowSecurity
        || action instanceof TableAction.ReplicaIdentity
        || action instanceof TableAction.StorageParameters
        || action instanceof TableAction.ClusterMark
        || action instanceof TableAction.SetTablespace
        || action instanceof TableAction.SetLogged
        || action instanceof TableAction.SetAccessMethod
        || action instanceof TableAction.Inherit
        || action instanceof TableAction.NoInherit
        || action instanceof TableAction.OfType
        || action instanceof TableAction.ToggleRule);
  }

  /** Whether the files are written anew; where that depends on types, yes. */
  private static boolean rewrites(TableAction action) {
    if (action instanceof TableAction.AddColumn add) {
      ColumnDefinition column = add.column();
      return column.generation() == ColumnDefinition.Generation.STORED
          || column.generation() == ColumnDefinition.Generation.IDENTITY
          || (column.type() != null && column.type().isSerial())
          || (column.defaultValue() != null && VolatileFunctions.in(column.defaultValue()));
    }
    return action instanceof TableAction.ChangeType
        || action instanceof TableAction.SetExpression
        || action instanceof TableAction.SetLogged
        || action instanceof TableAction.SetTablespace
        || action instanceof TableAction.SetAccessMethod;
  }

  private static boolean scans(TableAction action) {
    if (action instanceof TableAction.AddConstraint add) {
      return scans(add.constraint());
    }
    if (action instanceof TableAction.AddColumn add) {
      ColumnDefinition column = add.column();
      return column.constraints().stream()
          .anyMatch(
              c ->
                  c instanceof Constraint.Check
                      || c instanceof Constraint.Unique
                      || (c instanceof Constraint.ForeignKey && column.defaultValue() != null));
    }
    return action instanceof TableAction.ValidateConstraint
        || (action instanceof TableAction.ChangeColumn change
            && change.change() == TableAction.ChangeColumn.Change.SET_NOT_NULL);
  }

  private static boolean scans(Constraint constraint) {
    if (constraint instanceof Constraint.Check check) {
      return !check.notValid() && check.enforced();
    }
    if (constraint instanceof Constraint.ForeignKey key) {
      return !key.notValid() && key.enforced();
    }
    if (constraint instanceof Constraint.NotNull notNull) {
      return !notNull.notValid();
    }
    if (constraint instanceof Constraint.Unique unique) {
      return unique.usingIndex() == null;
    }
    return true;
  }

  /** The locks of an action on other relations than its own table. */
  private void others(TableAction action) {
    if (action instanceof TableAction.AddColumn add) {
      add.column().constraints().forEach(this::referenced);
    } else if (action instanceof TableAction.AddConstraint add) {
      referenced(add.constraint());
    } else if (action instanceof TableAction.Inherit inherit) {
      lock(inherit.parent(), SHARE_UPDATE_EXCLUSIVE);
    } else if (action instanceof TableAction.NoInherit inherit) {
      lock(inherit.parent(), ACCESS_SHARE);
    } else if (action instanceof TableAction.AttachPartition attach) {
      CatalogEntry partition = existing(attach.partition());
      if (partition != null) {
        family(partition, false).forEach(e -> locks.add(e, ACCESS_EXCLUSIVE, false, true));
      }
    }
  }

  private void referenced(Constraint constraint) {
    if (constraint instanceof Constraint.ForeignKey key) {
      CatalogEntry referenced = existing(key.referenced());
      if (referenced != null) {
        family(referenced, false).forEach(e -> locks.add(e, SHARE_ROW_EXCLUSIVE));
      }
    }
  }

  private void lockReferenced(CatalogEntry target, String constraint, LockMode mode) {
    for (CatalogEntry entry : catalog.family(target)) {
      for (CatalogEntry.ForeignKeyEdge key : entry.foreignKeys()) {
        CatalogEntry referenced = catalog.find(key.referenced());
        if (key.name().equals(constraint) && referenced != null) {
          locks.add(referenced, mode);
        }
      }
    }
  }

  // ---- the other commands

  private void createTable(SqlCommand.CreateTable create) {
    if (create.ifNotExists() && existing(create.name()) != null) {
      return;
    }
    create.like().forEach(like -> lock(like, ACCESS_SHARE));
    create.inherits().forEach(parent -> lock(parent, SHARE_UPDATE_EXCLUSIVE));
    create.constraints().forEach(this::referenced);
    create.columns().forEach(column -> column.constraints().forEach(this::referenced));
    CatalogEntry parent = create.partitionOf() == null ? null : existing(create.partitionOf());
    if (parent != null) {
      locks.add(parent, ACCESS_EXCLUSIVE);
      lockDefault(parent, ACCESS_EXCLUSIVE);
      for (CatalogEntry.ForeignKeyEdge key : parent.foreignKeys()) {
        CatalogEntry referenced = catalog.find(key.referenced());
        if (referenced != null) {
          locks.add(referenced, SHARE_ROW_EXCLUSIVE);
        }
      }
    }
  }

  private void createIndex(SqlCommand.CreateIndex create) {
    CatalogEntry table = existing(create.table().name());
    if (table == null) {
      return;
    }
    if (create.concurrently()) {
      concurrent = true;
      locks.add(table, SHARE_UPDATE_EXCLUSIVE, false, true);
    } else {
      family(table, create.table().only()).forEach(e -> locks.add(e, SHARE, false, true));
    }
  }

  private void drop(SqlCommand.Drop drop) {
    if (drop.kind() == ObjectKind.SCHEMA
        || drop.kind() == ObjectKind.DATABASE
        || (drop.cascade() && !drop.kind().isRelation())) {
      unknown = true;
      return;
    }
    if (!drop.kind().isRelation()) {
      return;
    }
    for (QualifiedName name : drop.names()) {
      CatalogEntry entry = existing(name);
      if (entry == null) {
        continue;
      }
      if (isIndex(entry)) {
        dropIndex(entry, drop.concurrently());
      } else {
        dropTable(entry, drop.cascade());
      }
    }
    concurrent = drop.concurrently();
  }

  private void dropIndex(CatalogEntry index, boolean concurrently) {
    LockMode mode = concurrently ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
    CatalogEntry table = catalog.find(index.indexedTable());
    if (table != null) {
      family(table, index.relation().kind() == RelationKind.INDEX).forEach(e -> locks.add(e, mode));
    }
    catalog.family(index).forEach(e -> locks.add(e, mode));
  }

  private void dropTable(CatalogEntry table, boolean cascade) {
    for (CatalogEntry entry : catalog.family(table)) {
      locks.add(entry, ACCESS_EXCLUSIVE);
      for (CatalogEntry.ForeignKeyEdge key : entry.foreignKeys()) {
        CatalogEntry referenced = catalog.find(key.referenced());
        if (referenced != null) {
          locks.add(referenced, ACCESS_EXCLUSIVE);
        }
      }
      if (cascade) {
        catalog.referencing(entry).forEach(e -> locks.add(e, ACCESS_EXCLUSIVE));
      }
    }
    if (table.partition()) {
      for (long oid : table.parents()) {
        CatalogEntry parent = catalog.find(oid);
        if (parent != null) {
          locks.add(parent, ACCESS_EXCLUSIVE);
          lockDefault(parent, ACCESS_EXCLUSIVE);
        }
      }
    }
  }

  private void truncate(TableRef table, boolean cascade) {
    CatalogEntry entry = existing(table.name());
    if (entry != null) {
      truncate(entry, table.only(), cascade, new HashSet<>());
    }
  }

  private void truncate(CatalogEntry entry, boolean only, boolean cascade, Set<CatalogEntry> seen) {
    for (CatalogEntry member : family(entry, only)) {
      if (seen.add(member)) {
        locks.add(member, ACCESS_EXCLUSIVE, true, false);
        if (cascade) {
          catalog.referencing(member).forEach(other -> truncate(other, false, true, seen));
        }
      }
    }
  }

  private void reindex(SqlCommand.Reindex reindex) {
    CatalogEntry named = reindex.name() == null ? null : existing(reindex.name());
    concurrent = reindex.concurrently();
    switch (reindex.target()) {
      case SCHEMA, DATABASE, SYSTEM -> unknown = !concurrent;
      case TABLE -> {
        if (named != null) {
          family(named, false)
              .forEach(e -> locks.add(e, concurrent ? SHARE_UPDATE_EXCLUSIVE : SHARE, false, true));
        }
      }
      case INDEX -> {
        if (named != null) {
          CatalogEntry table = catalog.find(named.indexedTable());
          if (table != null) {
            locks.add(table, concurrent ? SHARE_UPDATE_EXCLUSIVE : SHARE, false, true);
          }
          locks.add(named, concurrent ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE, true, false);
        }
      }
    }
  }

  private void vacuum(SqlCommand.Vacuum vacuum) {
    LockMode mode = vacuum.full() ? ACCESS_EXCLUSIVE : SHARE_UPDATE_EXCLUSIVE;
    concurrent = !vacuum.full();
    unknown = vacuum.full() && vacuum.tables().isEmpty();
    for (TableRef table : vacuum.tables()) {
      CatalogEntry entry = existing(table.name());
      if (entry != null) {
        family(entry, table.only()).forEach(e -> locks.add(e, mode, vacuum.full(), true));
      }
    }
  }

  private void query(Query query) {
    for (TableUse use : query.tables()) {
      CatalogEntry entry = existing(use.table().name());
      if (entry != null) {
        for (CatalogEntry member : family(entry, use.table().only())) {
          locks.add(member, use.mode(), false, use.whole());
        }
      }
    }
    data |= query.tables().isEmpty();
  }

  // ---- helpers

  private void lock(QualifiedName name, LockMode mode) {
    CatalogEntry entry = existing(name);
    if (entry != null) {
      locks.add(entry, mode);
    }
  }

  private void lockFamily(TableRef table, LockMode mode) {
    CatalogEntry entry = existing(table.name());
    if (entry != null) {
      family(entry, table.only()).forEach(e -> locks.add(e, mode));
    }
  }

  private void lockDefault(CatalogEntry parent, LockMode mode) {
    CatalogEntry partition = catalog.find(parent.defaultPartition());
    if (partition != null) {
      locks.add(partition, mode);
    }
  }

  private List<CatalogEntry> family(CatalogEntry entry, boolean only) {
    return only ? List.of(entry) : catalog.family(entry);
  }

  /** What existed before the script under this name; null for what it created, and for nothing. */
  private @Nullable CatalogEntry existing(QualifiedName name) {
    if (!names.isKnown(name)) {
      unknown = true;
      return null;
    }
    return names.isFresh(name) ? null : catalog.find(names.original(name));
  }
}
