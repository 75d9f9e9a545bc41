/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Dependants;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Location;
import dev.clearway.core.catalog.PartitionKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.forecast.LockSet.Work;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand.AlterRelation;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.ChangeColumn;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts ALTER TABLE and its siblings.
 *
 * <p>PostgreSQL takes the strongest lock that any action needs, on the table first and with the
 * same mode on the children that an action goes down to. Used once.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-altertable.html">ALTER TABLE</a>
 */
final class AlterForecast {

  /** Storage parameters that change what running queries rely on; the others wait for nobody. */
  private static final Set<String> STRONG_PARAMETERS =
      Set.of(
          "user_catalog_table",
          "security_barrier",
          "security_invoker",
          "check_option",
          "buffering",
          "fastupdate",
          "gin_pending_list_limit",
          "pages_per_range",
          "autosummarize");

  private static final Set<ChangeColumn.Change> IDENTITY_CHANGES =
      EnumSet.of(
          ChangeColumn.Change.SET_IDENTITY,
          ChangeColumn.Change.SET_IDENTITY_SEQUENCE,
          ChangeColumn.Change.DROP_IDENTITY);

  private final ScriptState state;
  private final int major;
  private final Catalog catalog;
  private final LockSet locks;

  /** The table, where it existed before. */
  private @Nullable Relation table;

  private LockMode mode = LockMode.ACCESS_SHARE;
  private Work work = Work.NONE;

  /** How far down the actions go. */
  private Depth depth = Depth.TABLE;

  /** The strongest lock on partitions where it is weaker than on the table. */
  private LockMode childMode = LockMode.ACCESS_SHARE;

  /** DROP COLUMN and DROP CONSTRAINT mark the children even with ONLY. */
  private boolean touchesChildren;

  private boolean concurrent = true;

  /** The constraints that the same statement drops, which it does first. */
  private Set<String> dropped = Set.of();

  private enum Depth {
    TABLE,
    /** Partitions, but not the children of inheritance. */
    PARTITIONS,
    ALL
  }

  AlterForecast(ScriptState state, int major, Catalog catalog, LockSet locks) {
    this.state = state;
    this.major = major;
    this.catalog = catalog;
    this.locks = locks;
  }

  /** Whether it is a concurrent command: one that may take long and stops nobody. */
  boolean alter(AlterRelation command) {
    QualifiedName name = command.relation().name();
    boolean details = false;
    dropped = new HashSet<>();
    for (TableAction action : command.actions()) {
      details |= needsDetails(action);
      if (action instanceof TableAction.DropConstraint drop) {
        dropped.add(drop.name());
      }
    }
    Target target =
        details ? state.findWithDetails(name, wants(command)) : state.find(name, wants(command));
    table = target.relation();
    for (TableAction action : command.actions()) {
      apply(command, target, action);
    }
    if (table != null) {
      addLocks(command.relation().only());
    }
    return concurrent && !target.fresh();
  }

  private void addLocks(boolean only) {
    Relation top = table;
    if (top == null) {
      return;
    }
    locks.add(top, mode, work);
    boolean partitioned = top.kind() == RelationKind.PARTITIONED_TABLE;
    boolean all = depth == Depth.ALL || (depth == Depth.PARTITIONS && partitioned);
    LockMode below = childMode == LockMode.ACCESS_SHARE ? mode : childMode;
    if (all && !only) {
      locks.addAll(catalog.descendants(top), below, work);
    } else if (only && touchesChildren) {
      locks.addAll(catalog.children(top), below, Work.NONE);
    }
  }

  /** Whether columns, constraints or the table's place decide what happens to its rows. */
  private static boolean needsDetails(TableAction action) {
    if (action instanceof ChangeColumn change) {
      return change.change() == ChangeColumn.Change.SET_NOT_NULL;
    }
    if (action instanceof TableAction.AddConstraint add) {
      return add.constraint() instanceof Constraint.NotNull
          || (add.constraint() instanceof Constraint.Unique unique
              && unique.primaryKey()
              && unique.usingIndex() != null);
    }
    return action instanceof TableAction.ChangeType
        || action instanceof TableAction.SetExpression
        || action instanceof TableAction.ValidateConstraint
        || action instanceof TableAction.SetLogged
        || action instanceof TableAction.SetTablespace
        || action instanceof TableAction.SetAccessMethod
        || action instanceof TableAction.Owner
        || (action instanceof TableAction.DropConstraint drop && drop.cascade())
        || action instanceof TableAction.AttachPartition;
  }

  private static Set<Want> wants(AlterRelation command) {
    EnumSet<Want> wants = EnumSet.of(Want.DESCENDANTS);
    for (TableAction action : command.actions()) {
      if (action instanceof TableAction.DropConstraint
          || action instanceof TableAction.DropColumn
          || action instanceof TableAction.ChangeType
          || action instanceof TableAction.ValidateConstraint
          || action instanceof TableAction.AlterConstraint
          || action instanceof TableAction.Other) {
        wants.add(Want.FOREIGN_KEYS);
      }
      if (action instanceof TableAction.SetSchema
          || action instanceof TableAction.Owner
          || action instanceof TableAction.DropColumn
          || (action instanceof ChangeColumn c && IDENTITY_CHANGES.contains(c.change()))) {
        wants.add(Want.SEQUENCES);
      }
      if (action instanceof TableAction.AttachPartition
          || action instanceof TableAction.DetachPartition) {
        wants.addAll(Partitions.OF_PARENT);
      }
    }
    return wants;
  }

  private void apply(AlterRelation command, Target target, TableAction action) {
    concurrent &=
        action instanceof TableAction.ValidateConstraint
            || (action instanceof TableAction.DetachPartition d
                && (d.concurrently() || d.finish()));
    if (action instanceof TableAction.AddColumn a) {
      strong(Depth.ALL);
      addColumn(target, a);
    } else if (action instanceof TableAction.DropColumn a) {
      strong(Depth.ALL);
      touchesChildren = true;
      dropColumn(command, target, a);
    } else if (action instanceof TableAction.ChangeType a) {
      strong(Depth.ALL);
      changeType(target, a);
    } else if (action instanceof TableAction.SetDefault) {
      strong(Depth.ALL);
    } else if (action instanceof TableAction.SetExpression a) {
      strong(Depth.ALL);
      Column column = column(a.column());
      work(column == null || column.stored() ? Work.REWRITE : Work.NONE);
    } else if (action instanceof ChangeColumn a) {
      changeColumn(a);
    } else if (action instanceof TableAction.AddConstraint a) {
      addConstraint(a.constraint());
    } else if (action instanceof TableAction.DropConstraint a) {
      strong(Depth.ALL);
      touchesChildren = true;
      dropConstraint(a);
    } else if (action instanceof TableAction.ValidateConstraint a) {
      validate(a.name());
    } else if (action instanceof TableAction.AlterConstraint a) {
      strong(Depth.PARTITIONS);
      alterConstraint(a);
    } else if (action instanceof TableAction.AttachPartition a) {
      attach(command, a);
    } else if (action instanceof TableAction.DetachPartition a) {
      Relation partition = state.find(a.partition(), Partitions.OF_PARTITION).relation();
      new Partitions(state, major, catalog, locks)
          .detach(table, partition, a.concurrently() || a.finish());
    } else if (action instanceof TableAction.Inherit a) {
      strong(Depth.TABLE);
      locks.add(state.find(a.parent(), Set.of()).relation(), LockMode.SHARE_UPDATE_EXCLUSIVE);
    } else if (action instanceof TableAction.NoInherit a) {
      strong(Depth.TABLE);
      locks.add(state.find(a.parent(), Set.of()).relation(), LockMode.ACCESS_SHARE);
    } else if (action instanceof TableAction.ToggleTrigger) {
      // it goes down trigger by trigger
      boolean any = table == null || catalog.hasTriggers(table);
      needs(LockMode.SHARE_ROW_EXCLUSIVE, any ? Depth.PARTITIONS : Depth.TABLE);
    } else if (action instanceof TableAction.StorageParameters a) {
      boolean strong = a.names().stream().anyMatch(STRONG_PARAMETERS::contains);
      needs(strong ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
    } else if (action instanceof TableAction.ClusterMark) {
      needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
    } else {
      applyToWhole(command, action);
    }
  }

  /** The actions that do not go down to children. */
  private void applyToWhole(AlterRelation command, TableAction action) {
    if (action instanceof TableAction.Rename) {
      boolean index = command.kind() == ObjectKind.INDEX;
      needs(index ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE, Depth.TABLE);
    } else if (action instanceof TableAction.SetSchema) {
      strong(Depth.TABLE);
      addSequences();
    } else if (action instanceof TableAction.Owner a) {
      strong(Depth.TABLE);
      Location location = location();
      if (location == null || !location.owner().equals(state.role(a.role()))) {
        addSequences();
      }
    } else if (action instanceof TableAction.RenameColumn
        || action instanceof TableAction.RenameConstraint) {
      strong(Depth.ALL);
    } else if (action instanceof TableAction.SetLogged a) {
      strong(Depth.TABLE);
      Location location = location();
      boolean same = location != null && location.persistence() == (a.logged() ? 'p' : 'u');
      work(same ? Work.NONE : Work.REWRITE);
    } else if (action instanceof TableAction.SetTablespace a) {
      strong(Depth.TABLE);
      Location location = location();
      boolean same = location != null && location.tablespace().equals(a.tablespace());
      work(same ? Work.NONE : Work.REWRITE);
    } else if (action instanceof TableAction.SetAccessMethod a) {
      strong(Depth.TABLE);
      Location location = location();
      boolean same = location != null && location.accessMethod().equals(a.method());
      work(same ? Work.NONE : Work.REWRITE);
    } else if (action instanceof TableAction.DependsOnExtension) {
      // the dependency alone is written down; the index's table is not opened
      needs(LockMode.ACCESS_EXCLUSIVE, Depth.TABLE);
    } else if (action instanceof TableAction.Other) {
      strong(Depth.ALL);
      addKeysOfOther();
    } else {
      // ToggleRule, RowSecurity, ReplicaIdentity, OfType, ForeignOptions
      strong(Depth.TABLE);
    }
  }

  /** Nothing is known about the action: whatever a foreign key leads to may be locked. */
  private void addKeysOfOther() {
    Relation top = table;
    if (top != null) {
      ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
      for (ForeignKey key : state.foreignKeys()) {
        if (key.referencing() == top.oid() || key.referenced() == top.oid()) {
          keys.lock(key);
        }
      }
    }
  }

  // ---------------------------------------------------------------- columns

  private void addColumn(Target target, TableAction.AddColumn action) {
    ColumnDefinition column = action.column();
    if (target.fresh()) {
      for (Constraint constraint : column.constraints()) {
        references(constraint);
      }
      return;
    }
    boolean hasDefault = column.defaultValue() != null && !column.defaultValue().isNull();
    boolean volatileDefault =
        column.defaultValue() != null
            && column.generation() == ColumnDefinition.Generation.NONE
            && state.isVolatile(column.defaultValue());
    boolean checkedType = column.type() != null && state.isConstrainedDomain(column.type());
    boolean serial = column.type() != null && column.type().isSerial();
    if (volatileDefault
        || checkedType
        || serial
        || column.generation() == ColumnDefinition.Generation.IDENTITY
        || column.generation() == ColumnDefinition.Generation.STORED) {
      work(Work.REWRITE);
    }
    for (Constraint constraint : column.constraints()) {
      if (constraint instanceof Constraint.ForeignKey key) {
        // without a value there is nothing to look up in the other table
        Relation referenced = references(key);
        if (hasDefault && key.enforced()) {
          work(Work.SCAN);
          locks.addTree(referenced, LockMode.SHARE_ROW_EXCLUSIVE, Work.SCAN);
        }
      } else if (constraint instanceof Constraint.Check check) {
        work(check.notValid() || !check.enforced() ? Work.NONE : Work.SCAN);
      } else if (constraint instanceof Constraint.Unique
          || constraint instanceof Constraint.Exclude) {
        work(Work.SCAN);
      } else if (constraint instanceof Constraint.NotNull) {
        boolean virtual = column.generation() == ColumnDefinition.Generation.VIRTUAL;
        boolean plain = column.generation() == ColumnDefinition.Generation.NONE;
        work(virtual || (plain && !hasDefault && !serial) ? Work.SCAN : Work.NONE);
      }
    }
  }

  private @Nullable Relation references(Constraint constraint) {
    if (!(constraint instanceof Constraint.ForeignKey key)) {
      return null;
    }
    Relation referenced = state.find(key.referenced(), Set.of(Want.DESCENDANTS)).relation();
    locks.addTree(referenced, LockMode.SHARE_ROW_EXCLUSIVE, Work.NONE);
    return referenced;
  }

  private void dropColumn(AlterRelation command, Target target, TableAction.DropColumn action) {
    if (action.cascade() && !target.fresh()) {
      state
          .dependants(Dependants.ofColumn(command.relation().name(), action.column()))
          .keySet()
          .stream()
          .filter(r -> r.kind() != RelationKind.INDEX)
          .forEach(r -> locks.add(r, LockMode.ACCESS_EXCLUSIVE));
    }
    Relation top = table;
    if (top == null) {
      return;
    }
    locks.addAll(catalog.sequences(top, action.column()), LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    for (ForeignKey key : state.foreignKeys()) {
      boolean own = key.referencing() == top.oid() && key.columns().contains(action.column());
      boolean other =
          key.referenced() == top.oid() && key.referencedColumns().contains(action.column());
      if (own || (other && action.cascade())) {
        keys.drop(key);
      }
    }
  }

  private void changeType(Target target, TableAction.ChangeType action) {
    if (target.fresh()) {
      return;
    }
    Relation top = table;
    Column column = column(action.column());
    TypeChange change = new TypeChange(state, catalog);
    if (top == null || column == null) {
      // still the new type may have to be looked up
      state.isConstrainedDomain(action.type());
      work(Work.REWRITE);
      return;
    }
    boolean rewrites = change.rewrites(column, action);
    if (rewrites) {
      work(Work.REWRITE);
    } else if (change.rechecks(top, column, action)) {
      work(Work.SCAN);
    }
    // a foreign key is dropped and made again, and both take their locks on the other table
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    for (ForeignKey key : state.foreignKeys()) {
      boolean own = key.referencing() == top.oid() && key.columns().contains(action.column());
      boolean other =
          key.referenced() == top.oid() && key.referencedColumns().contains(action.column());
      if (own || other) {
        keys.lock(key);
        if (rewrites && key.validated()) {
          keys.check(key);
        }
      }
    }
  }

  private void changeColumn(ChangeColumn action) {
    switch (action.change()) {
      case SET_STATISTICS -> needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.ALL);
      case SET_OPTIONS -> needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
      case SET_COMPRESSION, SET_FOREIGN_OPTIONS -> strong(Depth.TABLE);
      case ADD_IDENTITY, SET_IDENTITY, SET_IDENTITY_SEQUENCE, DROP_IDENTITY -> {
        strong(major >= 17 ? Depth.PARTITIONS : Depth.TABLE);
        if (table != null) {
          boolean drops = action.change() == ChangeColumn.Change.DROP_IDENTITY;
          boolean rewrites = action.change() == ChangeColumn.Change.SET_IDENTITY_SEQUENCE;
          locks.addAll(
              catalog.sequences(table, action.column()),
              drops ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE,
              rewrites ? Work.REPLACE : Work.NONE);
        }
      }
      case SET_NOT_NULL -> {
        Column column = column(action.column());
        boolean already = column != null && isNotNull(Objects.requireNonNull(table), column);
        strong(already ? Depth.TABLE : Depth.ALL);
        work(isKnownNotNull(action.column()) ? Work.NONE : Work.SCAN);
      }
      case DROP_DEFAULT, DROP_NOT_NULL, DROP_EXPRESSION, SET_STORAGE -> strong(Depth.ALL);
    }
  }

  /** Whether nobody has to look at the rows: the column is NOT NULL, or a CHECK says so. */
  private boolean isKnownNotNull(String name) {
    Relation top = table;
    Column column = column(name);
    return top != null && column != null && isKnownNotNull(top, column);
  }

  // ---------------------------------------------------------------- constraints

  private void addConstraint(Constraint constraint) {
    Depth everywhere = major >= 18 ? Depth.ALL : Depth.PARTITIONS;
    if (constraint instanceof Constraint.ForeignKey key) {
      needs(LockMode.SHARE_ROW_EXCLUSIVE, everywhere);
      Relation referenced = references(key);
      if (!key.notValid() && key.enforced()) {
        work(Work.SCAN);
        locks.addTree(referenced, LockMode.SHARE_ROW_EXCLUSIVE, Work.SCAN);
      }
    } else if (constraint instanceof Constraint.Unique unique) {
      addUnique(unique, everywhere);
    } else if (constraint instanceof Constraint.Exclude) {
      strong(everywhere);
      work(Work.SCAN);
    } else if (constraint instanceof Constraint.Check check) {
      strong(check.noInherit() ? everywhere : Depth.ALL);
      work(check.notValid() || !check.enforced() ? Work.NONE : Work.SCAN);
    } else if (constraint instanceof Constraint.NotNull notNull) {
      strong(Depth.ALL);
      boolean known = notNull.notValid() || isKnownNotNull(notNull.column());
      work(known ? Work.NONE : Work.SCAN);
    }
  }

  private void addUnique(Constraint.Unique unique, Depth everywhere) {
    strong(everywhere);
    if (major < 18) {
      childMode = childMode.strongest(LockMode.SHARE);
    }
    Relation top = table;
    if (unique.usingIndex() == null) {
      work(Work.SCAN);
    } else if (unique.primaryKey() && top != null) {
      // a primary key's columns become NOT NULL, which may have to be checked
      Set<Integer> columns = catalog.indexColumns(top).getOrDefault(unique.usingIndex(), Set.of());
      boolean known = columns.stream().allMatch(number -> isKnownNotNull(number, top));
      work(known ? Work.NONE : Work.SCAN);
    }
  }

  private boolean isKnownNotNull(int number, Relation top) {
    return catalog.columns(top).stream()
        .anyMatch(c -> c.number() == number && isKnownNotNull(top, c));
  }

  private boolean isKnownNotNull(Relation top, Column column) {
    return isNotNull(top, column) || isProven(top, column);
  }

  private boolean isProven(Relation top, Column column) {
    for (TableConstraint constraint : catalog.constraints(top)) {
      if (constraint.provesNotNull(column) && !dropped.contains(constraint.name())) {
        return true;
      }
    }
    return false;
  }

  /** From 18 on a column may be NOT NULL before its rows are checked: that is none yet. */
  private boolean isNotNull(Relation top, Column column) {
    return column.notNull()
        && catalog.constraints(top).stream()
            .noneMatch(
                c -> c.kind() == 'n' && !c.validated() && c.columns().contains(column.number()));
  }

  private void dropConstraint(TableAction.DropConstraint action) {
    Relation top = table;
    if (top == null) {
      return;
    }
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    boolean found = false;
    for (ForeignKey key : state.foreignKeys()) {
      if (key.referencing() == top.oid() && key.name().equals(action.name())) {
        keys.drop(key);
        locks.add(catalog.relation(key.referenced()), LockMode.ACCESS_EXCLUSIVE);
        found = true;
      }
    }
    TableConstraint constraint = catalog.constraint(top, action.name());
    if (!found && action.cascade() && constraint != null && constraint.isUnique()) {
      Set<String> columns =
          catalog.columns(top).stream()
              .filter(c -> constraint.columns().contains(c.number()))
              .map(Column::name)
              .collect(Collectors.toSet());
      for (ForeignKey key : state.foreignKeys()) {
        if (key.referenced() == top.oid() && key.referencedColumns().equals(columns)) {
          keys.drop(key);
        }
      }
    }
  }

  /** ENFORCED makes the key's triggers, and checks its rows; NOT ENFORCED drops the triggers. */
  private void alterConstraint(TableAction.AlterConstraint action) {
    Relation top = table;
    if (top == null) {
      return;
    }
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    boolean found = false;
    for (ForeignKey key : state.foreignKeys()) {
      if (key.referencing() == top.oid() && key.name().equals(action.name())) {
        found = true;
        if (action.enforced() != null) {
          keys.lock(key);
        }
        if (Boolean.TRUE.equals(action.enforced())) {
          keys.check(key);
        }
      }
    }
    if (!found) {
      // INHERIT and NO INHERIT of a NOT NULL mark the children
      locks.addAll(catalog.children(top), LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    }
  }

  private void validate(String name) {
    Relation top = table;
    needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
    if (top == null) {
      return;
    }
    for (ForeignKey key : state.foreignKeys()) {
      if (key.referencing() == top.oid() && key.name().equals(name)) {
        if (!key.validated()) {
          needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.PARTITIONS);
          work(Work.SCAN);
          locks.addTree(catalog.relation(key.referenced()), LockMode.ROW_SHARE, Work.SCAN);
        }
        return;
      }
    }
    TableConstraint constraint = catalog.constraint(top, name);
    boolean valid = constraint != null && constraint.validated();
    if (constraint != null && !valid) {
      needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.ALL);
      work(Work.SCAN);
    }
  }

  // ---------------------------------------------------------------- partitions and others

  private void attach(AlterRelation command, TableAction.AttachPartition action) {
    if (command.kind() == ObjectKind.INDEX) {
      needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
      Relation index = state.find(action.partition(), Set.of(Want.TABLE_OF_INDEX)).relation();
      locks.add(index, LockMode.ACCESS_EXCLUSIVE);
      return;
    }
    Relation partition = state.findToAttach(action.partition(), Partitions.OF_PARTITION).relation();
    needs(LockMode.SHARE_UPDATE_EXCLUSIVE, Depth.TABLE);
    new Partitions(state, major, catalog, locks)
        .attach(table, partition, isProven(partition, action.bound()));
  }

  /** Whether a CHECK says already that all rows of {@code partition} are within the bound. */
  private boolean isProven(@Nullable Relation partition, @Nullable String bound) {
    Relation parent = table;
    PartitionKey key = parent == null ? null : catalog.partitionKey(parent);
    return partition != null
        && parent != null
        && bound != null
        && key != null
        && hasIndexesOf(parent, partition)
        && new PartitionProof(catalog, partition).holds(key, bound);
  }

  /** Whether no index has to be built for those that the partitioned table has. */
  private boolean hasIndexesOf(Relation parent, Relation partition) {
    Set<Set<String>> there =
        catalog.indexColumns(partition).values().stream()
            .map(numbers -> names(partition, numbers))
            .collect(Collectors.toSet());
    return catalog.indexColumns(parent).values().stream()
        .allMatch(numbers -> there.contains(names(parent, numbers)));
  }

  private Set<String> names(Relation relation, Set<Integer> numbers) {
    return catalog.columns(relation).stream()
        .filter(column -> numbers.contains(column.number()))
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  private void addSequences() {
    if (table != null) {
      locks.addAll(catalog.sequences(table), LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    }
  }

  private @Nullable Column column(String name) {
    return table == null ? null : catalog.column(table, name);
  }

  private @Nullable Location location() {
    return table == null ? null : catalog.location(table);
  }

  private void strong(Depth reach) {
    needs(LockMode.ACCESS_EXCLUSIVE, reach);
  }

  private void needs(LockMode needed, Depth reach) {
    mode = mode.strongest(needed);
    if (reach.compareTo(depth) > 0) {
      depth = reach;
    }
  }

  private void work(Work needed) {
    if (needed.compareTo(work) > 0) {
      work = needed;
    }
  }
}
