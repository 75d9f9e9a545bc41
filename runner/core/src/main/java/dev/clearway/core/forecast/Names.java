/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.List;

/** Which relations a statement names: what the catalog has to be asked about. */
final class Names {

  private Names() {}

  static List<QualifiedName> of(SqlCommand command) {
    List<QualifiedName> names = new ArrayList<>();
    if (command instanceof SqlCommand.AlterRelation alter) {
      names.add(alter.relation().name());
      alter.actions().forEach(action -> add(action, names));
    } else if (command instanceof SqlCommand.CreateTable create) {
      names.addAll(create.like());
      names.addAll(create.inherits());
      if (create.partitionOf() != null) {
        names.add(create.partitionOf());
      }
      create.constraints().forEach(constraint -> add(constraint, names));
      create.columns().forEach(column -> add(column, names));
    } else if (command instanceof SqlCommand.CreateTableAs create) {
      add(create.query(), names);
    } else if (command instanceof SqlCommand.CreateView create) {
      if (create.replace()) {
        names.add(create.name());
      }
      add(create.query(), names);
    } else if (command instanceof SqlCommand.CreateIndex create) {
      names.add(create.table().name());
    } else if (command instanceof SqlCommand.Drop drop && drop.kind().isRelation()) {
      names.addAll(drop.names());
    } else if (command instanceof SqlCommand.Truncate truncate) {
      truncate.tables().forEach(table -> names.add(table.name()));
    } else if (command instanceof SqlCommand.CreateTrigger create) {
      names.add(create.table());
    } else if (command instanceof SqlCommand.TableObject object) {
      names.add(object.table());
    } else if (command instanceof SqlCommand.CreateStatistics create) {
      names.add(create.table());
    } else if (command instanceof SqlCommand.LockTables lock) {
      lock.tables().forEach(table -> names.add(table.name()));
    } else if (command instanceof SqlCommand.RefreshMaterializedView refresh) {
      names.add(refresh.name());
    } else if (command instanceof SqlCommand.Reindex reindex && reindex.name() != null) {
      names.add(reindex.name());
    } else if (command instanceof SqlCommand.Cluster cluster && cluster.table() != null) {
      names.add(cluster.table());
    } else if (command instanceof SqlCommand.Vacuum vacuum) {
      vacuum.tables().forEach(table -> names.add(table.name()));
    } else if (command instanceof SqlCommand.Analyze analyze) {
      analyze.tables().forEach(table -> names.add(table.name()));
    } else if (command instanceof SqlCommand.Data data) {
      add(data.query(), names);
    } else if (command instanceof SqlCommand.Copy copy) {
      add(copy.query(), names);
    } else if (command instanceof SqlCommand.Comment comment && comment.name() != null) {
      names.add(comment.name());
    } else if (command instanceof SqlCommand.Grant grant) {
      names.addAll(grant.tables());
    } else if (command instanceof SqlCommand.AlterSequence alter) {
      names.add(alter.name());
    } else if (command instanceof SqlCommand.AlterType alter) {
      names.add(alter.name());
    } else if (command instanceof SqlCommand.Publication publication) {
      publication.tables().forEach(table -> names.add(table.name()));
    } else if (command instanceof SqlCommand.Unparsed unparsed && unparsed.reading() != null) {
      names.addAll(of(unparsed.reading()));
    }
    return names;
  }

  private static void add(TableAction action, List<QualifiedName> names) {
    if (action instanceof TableAction.AddColumn add) {
      add(add.column(), names);
    } else if (action instanceof TableAction.AddConstraint add) {
      add(add.constraint(), names);
    } else if (action instanceof TableAction.AttachPartition attach) {
      names.add(attach.partition());
    } else if (action instanceof TableAction.DetachPartition detach) {
      names.add(detach.partition());
    } else if (action instanceof TableAction.Inherit inherit) {
      names.add(inherit.parent());
    } else if (action instanceof TableAction.NoInherit inherit) {
      names.add(inherit.parent());
    }
  }

  private static void add(ColumnDefinition column, List<QualifiedName> names) {
    column.constraints().forEach(constraint -> add(constraint, names));
  }

  private static void add(Constraint constraint, List<QualifiedName> names) {
    if (constraint instanceof Constraint.ForeignKey key) {
      names.add(key.referenced());
    }
  }

  private static void add(Query query, List<QualifiedName> names) {
    query.tables().forEach(use -> names.add(use.table().name()));
  }
}
