/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.CatalogSnapshot;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the statements so far have done to names: what a script creates is fresh, and what it
 * renames is still what it was.
 */
final class ScriptNames {

  private final Set<QualifiedName> fresh = new HashSet<>();
  private final Map<QualifiedName, QualifiedName> renamed = new HashMap<>();
  private boolean searchPathChanged;

  /** Whether the script has created what {@code name} stands for now. */
  boolean isFresh(QualifiedName name) {
    return fresh.contains(name);
  }

  /** What {@code name} was called before the script. */
  QualifiedName original(QualifiedName name) {
    return renamed.getOrDefault(name, name);
  }

  /** Whether the catalog, which was asked before the script ran, can still resolve {@code name}. */
  boolean isKnown(QualifiedName name) {
    return !searchPathChanged || name.schema() != null;
  }

  void after(SqlCommand command, CatalogSnapshot catalog) {
    if (command instanceof SqlCommand.CreateTable create) {
      created(create.name(), create.ifNotExists(), catalog);
      for (ColumnDefinition column : create.columns()) {
        if (column.type() != null && column.type().isSerial()) {
          fresh.add(create.name().withName(create.name().name() + "_" + column.name() + "_seq"));
        }
      }
    } else if (command instanceof SqlCommand.CreateTableAs create) {
      created(create.name(), create.ifNotExists(), catalog);
    } else if (command instanceof SqlCommand.CreateView create) {
      created(create.name(), create.replace() || create.ifNotExists(), catalog);
    } else if (command instanceof SqlCommand.CreateIndex create) {
      if (create.name() != null) {
        created(
            create.name().inSchema(create.table().name().schema()), create.ifNotExists(), catalog);
      }
    } else if (command instanceof SqlCommand.CreateSequence create) {
      created(create.name(), create.ifNotExists(), catalog);
    } else if (command instanceof SqlCommand.CreateType create) {
      created(create.name(), false, catalog);
    } else if (command instanceof SqlCommand.Drop drop) {
      drop.names().forEach(fresh::remove);
    } else if (command instanceof SqlCommand.AlterRelation alter) {
      alter.actions().forEach(action -> altered(alter.relation().name(), action));
    } else if (command instanceof SqlCommand.SetParameter set
        && (set.parameter().equals("search_path") || set.parameter().equals("all"))) {
      searchPathChanged = true;
    } else if (command instanceof SqlCommand.Unparsed unparsed && unparsed.reading() != null) {
      after(unparsed.reading(), catalog);
    }
  }

  private void created(QualifiedName name, boolean mayExist, CatalogSnapshot catalog) {
    if (!mayExist || catalog.find(name) == null) {
      fresh.add(name);
    }
  }

  private void altered(QualifiedName name, TableAction action) {
    if (action instanceof TableAction.Rename rename) {
      moved(name, name.withName(rename.newName()));
    } else if (action instanceof TableAction.SetSchema set) {
      moved(name, name.inSchema(set.schema()));
    }
  }

  private void moved(QualifiedName from, QualifiedName to) {
    if (fresh.remove(from)) {
      fresh.add(to);
    } else {
      renamed.put(to, original(from));
    }
  }
}
