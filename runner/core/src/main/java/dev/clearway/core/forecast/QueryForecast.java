/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.forecast.LockSet.Work;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.TableUse;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The locks of reading and writing rows: on the tables that are named, their partitions, what views
 * read, and what foreign keys look at.
 */
final class QueryForecast {

  private static final Set<Want> OF_READ = EnumSet.of(Want.DESCENDANTS, Want.VIEW_READS);
  private static final Set<Want> OF_WRITTEN =
      EnumSet.of(Want.DESCENDANTS, Want.VIEW_READS, Want.FOREIGN_KEYS);

  private final ScriptState state;
  private final Catalog catalog;
  private final LockSet locks;

  QueryForecast(ScriptState state, LockSet locks) {
    this.state = state;
    this.catalog = state.catalog();
    this.locks = locks;
  }

  /**
   * Adds what a query takes when it runs.
   *
   * @param classKnown whether the statement's class is clear without a look at the catalog
   * @return whether all tables that it names are made by the scripts
   */
  boolean runs(Query query, boolean classKnown) {
    boolean fresh = true;
    for (TableUse use : query.tables()) {
      boolean writes = use.mode() == LockMode.ROW_EXCLUSIVE;
      Set<Want> wants = writes ? OF_WRITTEN : OF_READ;
      Target target =
          classKnown
              ? state.mention(use.table().name(), wants)
              : state.find(use.table().name(), wants);
      fresh &= target.fresh();
      Relation relation = target.relation();
      if (relation != null) {
        boolean inserts =
            query.kind() == Query.Kind.INSERT && use.table().name().equals(query.target());
        use(relation, use, inserts);
        if (writes && query.kind() != Query.Kind.MERGE) {
          checkKeys(relation, query, inserts);
        }
      }
    }
    return fresh;
  }

  /** Adds what a query takes when it is only looked at, as CREATE VIEW does. */
  void names(Collection<TableUse> uses) {
    for (TableUse use : uses) {
      locks.add(state.find(use.table().name(), Set.of()).relation(), use.mode());
    }
  }

  private void use(Relation relation, TableUse use, boolean inserts) {
    Work work = use.whole() ? Work.SCAN : Work.NONE;
    locks.add(relation, use.mode(), work);
    if (!use.table().only() && !inserts) {
      // a new row goes to one partition, nobody knows which
      locks.addAll(catalog.descendants(relation), use.mode(), work);
    }
    if (relation.kind() == RelationKind.VIEW) {
      view(relation, use.mode(), work);
    }
  }

  /**
   * A view's tables are locked as the view is; who writes to one that joins only reads the rest.
   */
  private void view(Relation view, LockMode mode, Work work) {
    Collection<Relation> reads = catalog.viewReads(view);
    LockMode below =
        mode == LockMode.ROW_EXCLUSIVE && reads.size() > 1 ? LockMode.ACCESS_SHARE : mode;
    for (Relation read : reads) {
      if (read.kind() == RelationKind.SEQUENCE) {
        continue;
      }
      locks.addTree(read, below, work);
      if (read.kind() == RelationKind.VIEW) {
        view(read, below, work);
      }
    }
  }

  /** A row is looked up, and locked, on the other side of each key that is touched. */
  private void checkKeys(Relation table, Query query, boolean inserts) {
    List<ForeignKey> keys = state.foreignKeys();
    for (ForeignKey key : keys) {
      boolean own = key.referencing() == table.oid();
      boolean other = key.referenced() == table.oid() && key.parent() == 0;
      boolean update = query.kind() == Query.Kind.UPDATE;
      if (own && query.kind() != Query.Kind.DELETE && touches(query, update, key.columns())) {
        locks.addTree(catalog.relation(key.referenced()), LockMode.ROW_SHARE, Work.NONE);
      } else if (other && !inserts && touches(query, update, key.referencedColumns())) {
        locks.addTree(
            catalog.relation(key.referencing()),
            key.writes() ? LockMode.ROW_EXCLUSIVE : LockMode.ROW_SHARE,
            Work.NONE);
      }
    }
  }

  private static boolean touches(Query query, boolean update, Set<String> columns) {
    return !update || columns.stream().anyMatch(query.columns()::contains);
  }
}
