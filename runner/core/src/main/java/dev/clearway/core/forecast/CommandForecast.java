/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Dependants;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.catalog.Routine;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.forecast.LockSet.Work;
import dev.clearway.core.sql.CodePart;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Verb;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableRef;
import dev.clearway.core.sql.TableUse;
import dev.clearway.core.sql.TextPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Forecasts one statement, and does to the script's state what the statement does. Used once. */
final class CommandForecast {

  private static final SqlParser PARSER = new SqlParser();

  private static final Set<Want> NOTHING = Set.of();
  private static final Set<Want> TREE = Set.of(Want.DESCENDANTS);

  private final ScriptState state;
  private final int major;
  private final Catalog catalog;
  private final LockSet locks;

  private String source = "";

  /** The piece of code that is looked at: all of {@link #source} where it is no code. */
  private String code = "";

  /** Where the piece of code that is looked at stands in {@link #source}; -1 for elsewhere. */
  private int offset;

  /** The functions whose bodies are looked into, innermost first. */
  private final Deque<QualifiedName> running = new ArrayDeque<>();

  private boolean concurrent;

  /** Whether rows are read or written, or may be. */
  private boolean data;

  CommandForecast(ScriptState state, int major) {
    this.state = state;
    this.major = major;
    this.catalog = state.catalog();
    this.locks = new LockSet(catalog, state.isOffline());
  }

  /**
   * Forecasts the statement.
   *
   * @param text as it was written
   */
  LockForecast forecast(SqlCommand command, String text) {
    LockForecast forecast = look(command, text);
    new Effects(state, /* conditional= */ false).apply(command);
    return forecast;
  }

  /** As {@link #forecast}, but the statement itself does nothing to the script's state. */
  LockForecast look(SqlCommand command, String text) {
    source = text;
    code = text;
    state.startStatement();
    visit(command);
    List<Unknown> unknowns = state.unknowns();
    List<QualifiedName> missing = allowsMissing(command) ? List.of() : List.copyOf(state.missing());
    if (!unknowns.isEmpty()) {
      state.blur();
    }
    List<RelationLock> taken = locks.locks();
    StatementClass result;
    if (concurrent) {
      result = StatementClass.CONCURRENT;
    } else if (isAnyStrong(taken)) {
      result = StatementClass.STRONG;
    } else if (!unknowns.isEmpty()) {
      result = StatementClass.UNKNOWN;
    } else {
      result = data || !taken.isEmpty() ? StatementClass.DATA : StatementClass.FRESH;
    }
    return result == StatementClass.FRESH && missing.isEmpty()
        ? LockForecast.fresh()
        : new LockForecast(result, taken, missing, unknowns);
  }

  private static boolean isAnyStrong(List<RelationLock> taken) {
    for (RelationLock lock : taken) {
      if (lock.isStrong()) {
        return true;
      }
    }
    return false;
  }

  /** Whether IF EXISTS lets the statement pass without the relation. */
  private static boolean allowsMissing(SqlCommand command) {
    return (command instanceof SqlCommand.AlterRelation alter && alter.ifExists())
        || (command instanceof SqlCommand.Drop drop && drop.ifExists())
        || (command instanceof SqlCommand.TableObject object && object.ifExists())
        || (command instanceof SqlCommand.AlterSequence sequence && sequence.ifExists());
  }

  private void unknown(Unknown.Reason reason, String what) {
    unknown(reason, what, offset);
  }

  private void unknown(Unknown.Reason reason, String what, int place) {
    state.unknown(new Unknown(reason, what, TextPosition.of(source, Math.max(0, place))));
  }

  private void visit(SqlCommand command) {
    if (command instanceof SqlCommand.AlterRelation c) {
      concurrent |= new AlterForecast(state, major, catalog, locks).alter(c);
      for (TableAction action : c.actions()) {
        if (action instanceof TableAction.AddColumn add
            && add.column().defaultValue() != null
            && add.column().defaultValue().text().contains("nextval")) {
          sequences(add.column().defaultValue().text());
        }
      }
    } else if (command instanceof SqlCommand.AlterAllInTablespace c) {
      unknown(Unknown.Reason.EVERYTHING, "ALL IN TABLESPACE " + c.tablespace());
    } else if (command instanceof SqlCommand.CreateTable c) {
      createTable(c);
    } else if (command instanceof SqlCommand.CreateTableAs c) {
      if (isThere(c.name(), c.ifNotExists())) {
        names(unread(c.query()));
      } else {
        runs(c.query(), /* classKnown= */ false);
      }
    } else if (command instanceof SqlCommand.CreateView c) {
      createView(c);
    } else if (command instanceof SqlCommand.CreateIndex c) {
      createIndex(c);
    } else if (command instanceof SqlCommand.Drop c) {
      drop(c);
    } else if (command instanceof SqlCommand.Truncate c) {
      truncate(c);
    } else if (command instanceof SqlCommand.CreateTrigger c) {
      Relation table = find(c.table(), c.eachRow() ? TREE : NOTHING);
      addPartitions(table, LockMode.SHARE_ROW_EXCLUSIVE, c.eachRow(), Work.NONE);
      if (c.from() != null) {
        locks.add(find(c.from(), NOTHING), LockMode.ACCESS_SHARE);
      }
    } else if (command instanceof SqlCommand.TableObject c) {
      tableObject(c);
    } else if (command instanceof SqlCommand.CreateStatistics c) {
      locks.add(find(c.table(), NOTHING), LockMode.SHARE_UPDATE_EXCLUSIVE);
    } else if (command instanceof SqlCommand.LockTables c) {
      for (TableRef table : c.tables()) {
        lockTable(
            find(table.name(), Set.of(Want.DESCENDANTS, Want.VIEW_READS)), c.mode(), table.only());
      }
    } else if (command instanceof SqlCommand.RefreshMaterializedView c) {
      refresh(c);
    } else if (command instanceof SqlCommand.Reindex c) {
      reindex(c);
    } else if (command instanceof SqlCommand.Cluster c) {
      QualifiedName table = c.table();
      if (table == null) {
        unknown(Unknown.Reason.EVERYTHING, "CLUSTER");
      } else {
        locks.addTree(find(table, TREE), LockMode.ACCESS_EXCLUSIVE, Work.REWRITE);
      }
    } else if (command instanceof SqlCommand.Vacuum c) {
      vacuum(c);
    } else if (command instanceof SqlCommand.Analyze c) {
      concurrent = true;
      c.tables().forEach(table -> analyze(find(table.name(), TREE), table.only()));
    } else if (command instanceof SqlCommand.Data c) {
      data(c.query());
    } else if (command instanceof SqlCommand.Copy c) {
      data(c.query());
    } else if (command instanceof SqlCommand.Comment c) {
      comment(c);
    } else if (command instanceof SqlCommand.Grant c) {
      for (QualifiedName table : c.tables()) {
        if (major >= 18) {
          locks.add(find(table, NOTHING), LockMode.ACCESS_SHARE);
        }
      }
    } else if (command instanceof SqlCommand.Publication c) {
      for (TableRef table : c.tables()) {
        Relation relation = find(table.name(), NOTHING);
        locks.add(relation, LockMode.SHARE_UPDATE_EXCLUSIVE);
      }
    } else if (command instanceof SqlCommand.DoBlock c) {
      doBlock(c);
    } else if (command instanceof SqlCommand.Call c) {
      data(c.query());
    } else if (command instanceof SqlCommand.Prepare c) {
      names(unread(c.query()));
    } else if (command instanceof SqlCommand.CreateFunction c) {
      createFunction(c);
    } else if (command instanceof SqlCommand.Owned c) {
      owned(c);
    } else if (command instanceof SqlCommand.OpaqueCode c) {
      Unknown.Reason reason =
          c.what().endsWith("EXTENSION")
              ? Unknown.Reason.EXTENSION
              : c.what().equals("EXECUTE") ? Unknown.Reason.FUNCTION : Unknown.Reason.EVERYTHING;
      unknown(reason, c.what());
    } else if (command instanceof SqlCommand.Unparsed c) {
      unparsed(c);
    } else {
      types(command);
    }
  }

  private void types(SqlCommand command) {
    if (command instanceof SqlCommand.AlterType c) {
      if (c.change() == SqlCommand.AlterType.TypeChange.ATTRIBUTE) {
        Target type = state.find(c.name(), NOTHING);
        locks.add(type.relation(), LockMode.ACCESS_EXCLUSIVE);
        if (!type.fresh()) {
          dependants(Dependants.Kind.TYPE, c.name(), Dependants.Via.ITSELF);
        }
      } else if (c.change() == SqlCommand.AlterType.TypeChange.RENAME) {
        locks.add(state.findIfThere(c.name(), NOTHING), LockMode.ACCESS_EXCLUSIVE);
      }
    } else if (command instanceof SqlCommand.AlterDomain c) {
      alterDomain(c);
    } else if (command instanceof SqlCommand.CreateSequence c) {
      if (c.ownedBy() != null) {
        locks.add(find(c.ownedBy(), NOTHING), LockMode.ACCESS_SHARE);
      }
    } else if (command instanceof SqlCommand.AlterSequence c) {
      locks.add(
          find(c.name(), NOTHING),
          LockMode.SHARE_ROW_EXCLUSIVE,
          c.rewrites() ? Work.REPLACE : Work.NONE);
      if (c.ownedBy() != null) {
        locks.add(find(c.ownedBy(), NOTHING), LockMode.ACCESS_SHARE);
      }
    }
  }

  private @Nullable Relation find(QualifiedName name, Set<Want> wants) {
    return state.find(name, wants).relation();
  }

  private void dependants(Dependants.Kind kind, QualifiedName name, Dependants.Via... vias) {
    Relation made = kind == Dependants.Kind.RELATION ? state.lookUp(name) : null;
    if (made != null) {
      for (Relation view : catalog.readers(made)) {
        locks.add(view, LockMode.ACCESS_EXCLUSIVE);
      }
    }
    Dependants object = Dependants.of(kind, name);
    for (Map.Entry<Relation, Set<Dependants.Via>> found : state.dependants(object).entrySet()) {
      for (Dependants.Via via : vias) {
        if (found.getValue().contains(via) && found.getKey().kind() != RelationKind.INDEX) {
          locks.add(found.getKey(), LockMode.ACCESS_EXCLUSIVE);
        }
      }
    }
  }

  // ---------------------------------------------------------------- CREATE

  /** Whether IF NOT EXISTS will find what it looks for. */
  private boolean isThere(QualifiedName name, boolean ifNotExists) {
    return ifNotExists && state.findIfThere(name, NOTHING) != null;
  }

  /** The tables of a query that is not run. */
  private static List<TableUse> unread(Query query) {
    return query.tables().stream()
        .map(use -> new TableUse(use.table(), use.mode(), false))
        .toList();
  }

  /** A body in SQL is checked when it is made, unless check_function_bodies is off. */
  private void createFunction(SqlCommand.CreateFunction c) {
    if (!c.language().equals("sql") || c.body() == null || c.searchPath() != null) {
      return;
    }
    for (CodePart part : Objects.requireNonNull(PARSER.parseCode("sql", c.body()))) {
      if (part.command() instanceof SqlCommand.Data query) {
        for (TableUse use : query.query().tables()) {
          locks.add(state.findIfThere(use.table().name(), NOTHING), use.mode());
        }
      }
    }
  }

  private void createTable(SqlCommand.CreateTable c) {
    boolean alone =
        c.like().isEmpty()
            && c.inherits().isEmpty()
            && c.ofType() == null
            && c.partitionOf() == null
            && c.constraints().isEmpty()
            && c.columns().stream().allMatch(column -> column.constraints().isEmpty());
    if (alone || isThere(c.name(), c.ifNotExists())) {
      return;
    }
    for (QualifiedName source : c.like()) {
      locks.add(find(source, NOTHING), LockMode.ACCESS_SHARE);
    }
    for (QualifiedName parent : c.inherits()) {
      locks.add(find(parent, NOTHING), LockMode.SHARE_UPDATE_EXCLUSIVE);
    }
    if (c.ofType() != null) {
      locks.add(find(c.ofType(), NOTHING), LockMode.ACCESS_SHARE);
    }
    Partitions partitions = new Partitions(state, major, catalog, locks);
    if (c.partitionOf() != null) {
      partitions.create(find(c.partitionOf(), Partitions.OF_PARENT));
    }
    for (Constraint constraint : c.constraints()) {
      references(constraint, c);
    }
    for (ColumnDefinition column : c.columns()) {
      for (Constraint constraint : column.constraints()) {
        references(constraint, c);
      }
    }
  }

  private void references(Constraint constraint, SqlCommand.CreateTable table) {
    if (constraint instanceof Constraint.ForeignKey key && !key.referenced().equals(table.name())) {
      locks.addTree(find(key.referenced(), TREE), LockMode.SHARE_ROW_EXCLUSIVE, Work.NONE);
    }
  }

  private void createView(SqlCommand.CreateView c) {
    if (c.materialized() && c.withData() && !isThere(c.name(), c.ifNotExists())) {
      runs(c.query(), /* classKnown= */ false);
    } else {
      names(unread(c.query()));
    }
    if (c.replace()) {
      // it need not be there
      locks.add(state.findIfThere(c.name(), NOTHING), LockMode.ACCESS_EXCLUSIVE);
    }
  }

  private void createIndex(SqlCommand.CreateIndex c) {
    Target table = state.find(c.table().name(), c.table().only() ? NOTHING : TREE);
    LockMode mode = c.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE;
    boolean there = c.name() != null && !table.fresh() && isThere(c.name(), c.ifNotExists());
    locks.add(table.relation(), mode, there ? Work.NONE : Work.SCAN);
    addPartitions(table.relation(), mode, !c.table().only(), there ? Work.NONE : Work.SCAN);
    if (c.concurrently()) {
      concurrent = true;
    }
  }

  /** The table, and its partitions where {@code all} says so; children of inheritance never. */
  private void addPartitions(@Nullable Relation table, LockMode mode, boolean all, Work work) {
    if (table == null) {
      return;
    }
    locks.add(table, mode);
    if (all && table.kind() == RelationKind.PARTITIONED_TABLE) {
      locks.addAll(catalog.descendants(table), mode, work);
    }
  }

  private void tableObject(SqlCommand.TableObject c) {
    boolean trigger = c.kind() == ObjectKind.TRIGGER;
    boolean mayBeGone = c.verb() == Verb.DROP && c.ifExists();
    Set<Want> wants = trigger ? TREE : NOTHING;
    Relation table =
        mayBeGone ? state.findWithDetails(c.table(), wants).relation() : find(c.table(), wants);
    if (table != null
        && mayBeGone
        && !state.isBlurred()
        && !catalog.mayHave(table, c.kind(), c.name())) {
      return;
    }
    // until 14 the triggers of partitions kept their names
    boolean all = trigger && (c.verb() == Verb.DROP || major >= 15);
    addPartitions(table, LockMode.ACCESS_EXCLUSIVE, all, Work.NONE);
    names(c.uses());
  }

  // ---------------------------------------------------------------- DROP

  private void drop(SqlCommand.Drop c) {
    for (QualifiedName name : c.names()) {
      switch (c.kind()) {
        case TABLE, FOREIGN_TABLE -> dropTable(name, c.cascade());
        case INDEX -> dropIndex(name, c.concurrently());
        case VIEW, MATERIALIZED_VIEW, SEQUENCE -> {
          Target relation = state.find(name, NOTHING);
          locks.add(relation.relation(), LockMode.ACCESS_EXCLUSIVE);
          if (c.cascade() && !relation.fresh()) {
            dependants(Dependants.Kind.RELATION, name, Dependants.Via.values());
          }
        }
        case TYPE, DOMAIN -> {
          if (c.cascade()) {
            dependants(Dependants.Kind.TYPE, name, Dependants.Via.values());
          } else if (c.kind() == ObjectKind.TYPE) {
            // only a composite type is a relation
            locks.add(state.findIfThere(name, NOTHING), LockMode.ACCESS_EXCLUSIVE);
          }
        }
        case FUNCTION -> {
          if (c.cascade()) {
            dependants(Dependants.Kind.FUNCTION, name, Dependants.Via.values());
          }
        }
        case SCHEMA -> {
          if (c.cascade()) {
            dependants(
                Dependants.Kind.SCHEMA, QualifiedName.of(name.name()), Dependants.Via.values());
          }
        }
        case EXTENSION ->
            dependants(
                Dependants.Kind.EXTENSION, QualifiedName.of(name.name()), Dependants.Via.values());
        case STATISTICS ->
            state
                .dependants(Dependants.of(Dependants.Kind.STATISTICS, name))
                .keySet()
                .forEach(table -> locks.add(table, LockMode.SHARE_UPDATE_EXCLUSIVE));
        case DATABASE, OTHER -> {
          if (c.cascade()) {
            unknown(Unknown.Reason.EVERYTHING, "DROP ... CASCADE");
          }
        }
        case TRIGGER, RULE, POLICY, CONSTRAINT, COLUMN, PUBLICATION -> {
          // not dropped by a statement of this form, or without a lock
        }
      }
    }
    if (c.concurrently()) {
      concurrent = true;
    }
  }

  private void dropTable(QualifiedName name, boolean cascade) {
    Target target =
        state.find(
            name, EnumSet.of(Want.DESCENDANTS, Want.FOREIGN_KEYS, Want.PARENT, Want.SEQUENCES));
    Relation table = target.relation();
    if (cascade && !target.fresh()) {
      dependants(Dependants.Kind.RELATION, name, Dependants.Via.values());
    }
    if (table == null) {
      return;
    }
    locks.addTree(table, LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    locks.addAll(catalog.sequences(table), LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    Relation parent = catalog.parentOfPartition(table);
    if (parent != null) {
      locks.add(parent, LockMode.ACCESS_EXCLUSIVE);
      locks.add(catalog.defaultPartition(parent), LockMode.ACCESS_EXCLUSIVE);
    }
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    for (ForeignKey key : state.foreignKeys()) {
      boolean own = key.referencing() == table.oid() && key.parent() == 0;
      if (own || (cascade && key.referenced() == table.oid())) {
        keys.drop(key);
      }
    }
  }

  private void dropIndex(QualifiedName name, boolean concurrently) {
    Relation index = find(name, EnumSet.of(Want.TABLE_OF_INDEX, Want.DESCENDANTS));
    if (index == null) {
      return;
    }
    LockMode mode = concurrently ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
    locks.addTree(index, mode, Work.NONE);
    Relation table = catalog.tableOfIndex(index);
    if (index.kind() == RelationKind.PARTITIONED_INDEX) {
      locks.addTree(table, mode, Work.NONE);
    } else {
      locks.add(table, mode);
    }
  }

  private void truncate(SqlCommand.Truncate c) {
    EnumSet<Want> wants = EnumSet.of(Want.DESCENDANTS);
    if (c.cascade()) {
      wants.add(Want.FOREIGN_KEYS);
      wants.add(Want.REFERRERS_OF_REFERRERS);
    }
    if (c.restartIdentity()) {
      wants.add(Want.SEQUENCES);
    }
    ForeignKeys keys = new ForeignKeys(state, major, catalog, locks);
    for (TableRef ref : c.tables()) {
      Relation table = find(ref.name(), wants);
      if (table == null) {
        continue;
      }
      locks.add(table, LockMode.ACCESS_EXCLUSIVE, Work.REPLACE);
      if (!ref.only()) {
        locks.addAll(catalog.descendants(table), LockMode.ACCESS_EXCLUSIVE, Work.REPLACE);
      }
      if (c.cascade()) {
        keys.truncateReferrers(table);
      }
      if (c.restartIdentity()) {
        locks.addAll(catalog.sequences(table), LockMode.ACCESS_EXCLUSIVE, Work.REPLACE);
      }
    }
  }

  /** All that the roles own, and for DROP what depends on it. */
  private void owned(SqlCommand.Owned c) {
    for (String role : c.roles()) {
      QualifiedName name = QualifiedName.of(state.role(role));
      if (c.drop()) {
        dependants(Dependants.Kind.OWNED, name, Dependants.Via.values());
      } else {
        dependants(Dependants.Kind.REASSIGNED, name, Dependants.Via.values());
      }
    }
  }

  // ---------------------------------------------------------------- maintenance

  private void lockTable(@Nullable Relation table, LockMode mode, boolean only) {
    if (table == null) {
      return;
    }
    locks.add(table, mode);
    if (!only) {
      locks.addAll(catalog.descendants(table), mode, Work.NONE);
    }
    if (table.kind() == RelationKind.VIEW) {
      catalog.viewReads(table).stream()
          .filter(r -> r.kind().isTable() || r.kind() == RelationKind.VIEW)
          .forEach(r -> lockTable(r, mode, false));
    }
  }

  private void refresh(SqlCommand.RefreshMaterializedView c) {
    Relation view = find(c.name(), EnumSet.of(Want.VIEW_READS, Want.DESCENDANTS, Want.INDEXES));
    if (view == null) {
      return;
    }
    if (c.concurrently()) {
      // EXCLUSIVE lets readers pass, and nobody but this command ever writes
      concurrent = true;
      locks.add(view, LockMode.EXCLUSIVE, Work.SCAN);
    } else {
      // the new rows are read to build its indexes
      boolean indexed = c.withData() && !catalog.indexes(view).isEmpty();
      locks.add(view, LockMode.ACCESS_EXCLUSIVE, indexed ? Work.REWRITE : Work.REPLACE);
    }
    if (c.withData()) {
      viewReads(view);
    }
  }

  private void viewReads(Relation view) {
    for (Relation read : catalog.viewReads(view)) {
      if (read.kind() != RelationKind.SEQUENCE) {
        locks.addTree(read, LockMode.ACCESS_SHARE, Work.SCAN);
      }
      if (read.kind() == RelationKind.VIEW) {
        viewReads(read);
      }
    }
  }

  private void reindex(SqlCommand.Reindex c) {
    if (c.concurrently()) {
      concurrent = true;
    }
    LockMode onTable = c.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE;
    LockMode onIndex =
        c.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
    QualifiedName name = c.name();
    switch (c.target()) {
      case INDEX -> {
        Relation index =
            name == null ? null : find(name, EnumSet.of(Want.TABLE_OF_INDEX, Want.DESCENDANTS));
        if (index != null) {
          locks.addTree(index, onIndex, Work.REPLACE);
          locks.addTree(catalog.tableOfIndex(index), onTable, Work.SCAN);
        }
      }
      case TABLE -> {
        Relation table =
            name == null ? null : find(name, EnumSet.of(Want.INDEXES, Want.DESCENDANTS));
        if (table != null) {
          reindexTable(table, onTable, onIndex);
          catalog.descendants(table).forEach(r -> reindexTable(r, onTable, onIndex));
        }
      }
      case SCHEMA -> {
        if (name != null && !c.concurrently()) {
          reindexSchema(name);
        }
      }
      case DATABASE, SYSTEM -> {
        if (!c.concurrently()) {
          unknown(Unknown.Reason.EVERYTHING, "REINDEX " + c.target());
        }
      }
    }
  }

  private void reindexTable(Relation table, LockMode onTable, LockMode onIndex) {
    locks.add(table, onTable, Work.SCAN);
    locks.addAll(catalog.indexes(table), onIndex, Work.REPLACE);
  }

  /** One table after the other, each in a transaction of its own. */
  private void reindexSchema(QualifiedName schema) {
    for (Relation relation :
        state.dependants(Dependants.of(Dependants.Kind.SCHEMA, schema)).keySet()) {
      switch (relation.kind()) {
        case TABLE, MATERIALIZED_VIEW -> locks.add(relation, LockMode.SHARE, Work.SCAN);
        case INDEX -> locks.add(relation, LockMode.ACCESS_EXCLUSIVE, Work.REPLACE);
        default -> {
          // it has no rows
        }
      }
    }
  }

  private void analyze(@Nullable Relation table, boolean only) {
    if (table != null) {
      boolean tree = !only && (table.kind() == RelationKind.PARTITIONED_TABLE || major >= 18);
      locks.add(table, LockMode.SHARE_UPDATE_EXCLUSIVE);
      locks.addAll(
          catalog.descendants(table),
          tree ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_SHARE,
          Work.NONE);
    }
  }

  private void vacuum(SqlCommand.Vacuum c) {
    if (!c.full()) {
      concurrent = true;
    } else if (c.tables().isEmpty()) {
      unknown(Unknown.Reason.EVERYTHING, "VACUUM FULL");
    }
    for (TableRef ref : c.tables()) {
      Relation table = find(ref.name(), TREE);
      if (c.full()) {
        locks.addTree(table, LockMode.ACCESS_EXCLUSIVE, Work.REWRITE);
      } else {
        locks.addTree(table, LockMode.SHARE_UPDATE_EXCLUSIVE, Work.NONE);
      }
    }
  }

  // ---------------------------------------------------------------- data and the rest

  /** A statement whose work is to read or write rows. */
  private void data(Query query) {
    boolean fresh = runs(query, /* classKnown= */ true);
    data |= query.tables().isEmpty() || !fresh;
  }

  private boolean runs(Query query, boolean classKnown) {
    boolean fresh = new QueryForecast(state, locks).runs(query, classKnown);
    for (QualifiedName function : query.functions()) {
      calls(function);
    }
    return fresh;
  }

  private void names(List<TableUse> uses) {
    new QueryForecast(state, locks).names(uses);
  }

  private void comment(SqlCommand.Comment c) {
    QualifiedName name = c.name();
    if (name == null) {
      return;
    }
    LockMode mode =
        switch (c.kind()) {
          case TRIGGER, RULE, POLICY, CONSTRAINT -> LockMode.ACCESS_SHARE;
          default -> LockMode.SHARE_UPDATE_EXCLUSIVE;
        };
    locks.add(find(name, NOTHING), mode);
  }

  private void alterDomain(SqlCommand.AlterDomain c) {
    LockMode mode =
        switch (c.change()) {
          case ADD_CONSTRAINT, SET_NOT_NULL -> LockMode.SHARE;
          case VALIDATE_CONSTRAINT ->
              major >= 18 ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE;
          case ADD_CONSTRAINT_NOT_VALID, OTHER -> null;
        };
    if (mode == null) {
      return;
    }
    state
        .dependants(Dependants.of(Dependants.Kind.TYPE, c.name()))
        .forEach(
            (relation, reached) -> {
              if (reached.contains(Dependants.Via.COLUMN)
                  && (relation.kind().isTable()
                      || relation.kind() == RelationKind.MATERIALIZED_VIEW)) {
                locks.add(relation, mode, Work.SCAN);
              }
            });
  }

  // ---------------------------------------------------------------- code

  private void calls(QualifiedName function) {
    if (function.name().equals("set_config")) {
      // with constants it would have been read as SET; most settings change no name
      if (code.toLowerCase(Locale.ROOT).contains("search_path")) {
        unknown(Unknown.Reason.SEARCH_PATH, function.toString());
      }
      return;
    }
    if (function.name().equals("nextval") || function.name().equals("setval")) {
      sequences(code);
    }
    if (ScriptState.isHarmless(function) || running.contains(function)) {
      return;
    }
    List<Routine> routines = state.routines(function);
    if (routines.isEmpty()) {
      unknown(Unknown.Reason.FUNCTION, function.toString());
    }
    for (Routine routine : routines) {
      if (routine.isVolatile() && !routine.isBuiltIn()) {
        running.push(function);
        runs(function, routine);
        running.pop();
      }
    }
  }

  /** {@code nextval('name')} and {@code setval('name', ...)} in a piece of SQL. */
  private void sequences(String sql) {
    List<SqlToken> tokens = SqlScanner.scan(sql);
    for (int i = 0; i + 2 < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      boolean calls = token.isWord(sql, "nextval") || token.isWord(sql, "setval");
      if (calls && tokens.get(i + 2).kind() == SqlToken.Kind.STRING) {
        String name = tokens.get(i + 2).text(sql);
        List<String> parts = Identifiers.list(name.substring(1, name.length() - 1));
        int last = parts.size() - 1;
        QualifiedName sequence =
            QualifiedName.of(last == 0 ? null : parts.get(last - 1), parts.get(last));
        locks.add(state.mention(sequence, NOTHING).relation(), LockMode.ROW_EXCLUSIVE, Work.NONE);
      }
    }
  }

  private void runs(QualifiedName function, Routine routine) {
    String body = routine.body();
    List<CodePart> parts = body == null ? null : PARSER.parseCode(routine.language(), body);
    if (parts == null) {
      unknown(Unknown.Reason.FUNCTION, function.toString());
      return;
    }
    List<String> before = state.pathThatIsSet();
    String path = routine.searchPath();
    if (path != null) {
      state.setSearchPath(Identifiers.list(path), false);
    }
    int outer = offset;
    for (CodePart part : parts) {
      offset = -1;
      run(part, function + ": ");
    }
    offset = outer;
    if (path != null) {
      state.setSearchPath(before == null ? List.of() : before, false);
    }
  }

  private void doBlock(SqlCommand.DoBlock block) {
    List<CodePart> parts = PARSER.parseCode(block.language(), block.body());
    if (parts == null) {
      unknown(Unknown.Reason.LANGUAGE, block.language());
      return;
    }
    // -1 where escapes make it differ from what is written
    int start = offset < 0 ? -1 : source.indexOf(block.body());
    int outer = offset;
    for (CodePart part : parts) {
      offset = start < 0 ? outer : start + part.offset();
      run(part, "");
    }
    offset = outer;
  }

  /** A piece of code: the same locks, and the same effects, as if it stood alone. */
  private void run(CodePart part, String where) {
    SqlCommand command = part.command();
    if (command == null) {
      unknown(Unknown.Reason.DYNAMIC_SQL, where + "EXECUTE " + part.text());
      return;
    }
    if (command instanceof SqlCommand.Transaction) {
      // the whole block is one statement of ours
      return;
    }
    boolean before = concurrent;
    String outer = code;
    code = part.text();
    Set<QualifiedName> missing = Set.copyOf(state.missing());
    visit(command);
    code = outer;
    // PostgreSQL refuses concurrent commands there
    concurrent = before;
    if (part.conditional() || allowsMissing(command)) {
      state.missing().retainAll(missing);
    }
    new Effects(state, part.conditional()).apply(command);
  }

  private void unparsed(SqlCommand.Unparsed c) {
    if (c.reading() != null) {
      visit(c.reading());
    }
    unknown(Unknown.Reason.NOT_PARSED, c.head(), offset < 0 ? offset : offset + c.offset());
  }
}
