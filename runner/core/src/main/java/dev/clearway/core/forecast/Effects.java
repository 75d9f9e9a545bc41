/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogEditor;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Dependants;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Location;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.catalog.Routine;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Persistence;
import dev.clearway.core.sql.SqlCommand.Verb;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does to the script's state what a statement does to the database, once it is forecast. */
final class Effects {

  private final ScriptState state;
  private final boolean conditional;
  private final Catalog catalog;
  private final CatalogEditor editor;

  /**
   * Effects on {@code state}.
   *
   * @param conditional whether the statement may be passed over: what it makes may be there already
   */
  Effects(ScriptState state, boolean conditional) {
    this.state = state;
    this.conditional = conditional;
    this.catalog = state.catalog();
    this.editor = state.editor();
  }

  void apply(SqlCommand command) {
    if (command instanceof SqlCommand.AlterRelation c) {
      alter(c);
    } else if (command instanceof SqlCommand.CreateTable c) {
      createTable(c);
    } else if (command instanceof SqlCommand.CreateTableAs c) {
      state.create(
          c.name(),
          RelationKind.TABLE,
          isTemporary(c.persistence()),
          c.ifNotExists() || conditional);
    } else if (command instanceof SqlCommand.CreateView c) {
      createView(c);
    } else if (command instanceof SqlCommand.CreateIndex c) {
      createIndex(c);
    } else if (command instanceof SqlCommand.CreateSequence c) {
      Relation sequence =
          state.create(
              c.name(),
              RelationKind.SEQUENCE,
              isTemporary(c.persistence()),
              c.ifNotExists() || conditional);
      own(sequence, c.ownedBy());
    } else if (command instanceof SqlCommand.AlterSequence c) {
      own(state.lookUp(c.name()), c.ownedBy());
    } else if (command instanceof SqlCommand.Drop c) {
      drop(c);
    } else if (command instanceof SqlCommand.CreateType c) {
      state.createType(c.name(), false, null);
      if (!c.enumeration()) {
        state.create(c.name(), RelationKind.COMPOSITE_TYPE, false, false);
      }
    } else if (command instanceof SqlCommand.CreateDomain c) {
      String below = state.baseType(c.type());
      state.createType(
          c.name(),
          c.constrained() || state.isConstrainedDomain(c.type()),
          below == null ? c.type().printed() : below);
    } else if (command instanceof SqlCommand.AlterDomain c) {
      alterDomain(c);
    } else if (command instanceof SqlCommand.CreateFunction c) {
      state.createFunction(
          c.name(),
          new Routine(
              c.volatility().charAt(0),
              c.language(),
              c.body(),
              c.searchPath() == null ? List.of() : List.of("search_path=" + c.searchPath())),
          c.replace());
    } else if (command instanceof SqlCommand.CreateSchema c) {
      state.createSchema(c.name());
    } else if (command instanceof SqlCommand.RenameSchema c) {
      state.renameSchema(c.name(), c.newName());
    } else if (command instanceof SqlCommand.SetParameter c) {
      set(c);
    } else if (command instanceof SqlCommand.Transaction c) {
      switch (c.step()) {
        case COMMIT, ROLLBACK, PREPARE -> state.endTransaction();
        default -> {
          // names stay as they are
        }
      }
    } else if (command instanceof SqlCommand.CreateTrigger c) {
      addObject(c.table(), ObjectKind.TRIGGER, c.name());
    } else if (command instanceof SqlCommand.TableObject c && c.verb() != Verb.DROP) {
      // after ALTER it may have another name
      String name = c.verb() == Verb.CREATE ? c.name() : CatalogEditor.ANY_NAME;
      addObject(c.table(), c.kind(), name);
    } else if (command instanceof SqlCommand.Unparsed c && c.reading() != null) {
      apply(c.reading());
    }
  }

  private void addObject(QualifiedName tableName, ObjectKind kind, String name) {
    Relation table = state.lookUp(tableName);
    if (table != null) {
      editor.addObject(table, kind, name);
      catalog.descendants(table).forEach(below -> editor.addObject(below, kind, name));
    }
  }

  private static boolean isTemporary(Persistence persistence) {
    return persistence == Persistence.TEMPORARY;
  }

  private void set(SqlCommand.SetParameter c) {
    List<String> values = c.values();
    switch (c.parameter()) {
      case "search_path" -> state.setSearchPath(values, c.local());
      case "timezone" -> state.setTimeZone(values.isEmpty() ? null : values.get(0));
      case "role", "session_authorization" ->
          state.setRole(values.isEmpty() || values.get(0).equals("none") ? null : values.get(0));
      case "all" -> {
        state.setSearchPath(List.of(), false);
        state.setTimeZone(null);
      }
      default -> {
        // nothing that locks depend on
      }
    }
  }

  // ---------------------------------------------------------------- CREATE

  private void createTable(SqlCommand.CreateTable c) {
    RelationKind kind =
        c.foreign()
            ? RelationKind.FOREIGN_TABLE
            : c.partitioned() ? RelationKind.PARTITIONED_TABLE : RelationKind.TABLE;
    List<Relation> sources = new ArrayList<>();
    c.inherits().forEach(name -> add(sources, name));
    if (c.partitionOf() != null) {
      add(sources, c.partitionOf());
    }
    int parents = sources.size();
    c.like().forEach(name -> add(sources, name));
    Relation table =
        state.create(c.name(), kind, isTemporary(c.persistence()), c.ifNotExists() || conditional);
    if (table == null) {
      return;
    }
    editor.setLocation(
        table,
        new Location(
            "pg_default",
            kind == RelationKind.TABLE ? "heap" : "",
            c.persistence() == Persistence.UNLOGGED
                ? 'u'
                : isTemporary(c.persistence()) ? 't' : 'p',
            ""));
    for (int i = 0; i < sources.size(); i++) {
      Relation source = sources.get(i);
      if (i < parents) {
        editor.inherit(table, source, c.partitionOf() != null);
        if (c.partitionOf() != null && c.bound() == null) {
          editor.setDefaultPartition(source, table);
        }
      }
      copyColumns(source, table);
      if (i < parents) {
        copyChecks(source, table);
      }
    }
    for (ColumnDefinition column : c.columns()) {
      addColumn(table, column);
    }
    for (Constraint constraint : c.constraints()) {
      addConstraint(table, constraint);
    }
  }

  private void add(List<Relation> sources, QualifiedName name) {
    Relation source = state.lookUp(name);
    if (source != null) {
      sources.add(source);
    }
  }

  private void copyColumns(Relation from, Relation to) {
    for (Column column : catalog.columns(from)) {
      editor.putColumn(
          to,
          new Column(
              editor.nextColumnNumber(to),
              column.name(),
              column.type(),
              column.baseType(),
              column.notNull(),
              column.stored()));
    }
  }

  private void copyChecks(Relation from, Relation to) {
    for (TableConstraint constraint : List.copyOf(catalog.constraints(from))) {
      if (constraint.kind() == 'c' && !constraint.printed().isEmpty()) {
        editor.putConstraint(
            to,
            new TableConstraint(
                constraint.name(),
                'c',
                constraint.validated(),
                "",
                numbersIn(to, constraint.printed()),
                constraint.printed()));
      }
    }
  }

  private void createView(SqlCommand.CreateView c) {
    Relation present = c.replace() ? state.lookUp(c.name()) : null;
    List<Relation> reads = reads(c.query());
    Relation view =
        present != null
            ? present
            : state.create(
                c.name(),
                c.materialized() ? RelationKind.MATERIALIZED_VIEW : RelationKind.VIEW,
                isTemporary(c.persistence()),
                c.ifNotExists() || conditional);
    if (view != null) {
      editor.setReads(view, reads);
    }
  }

  private List<Relation> reads(Query query) {
    List<Relation> reads = new ArrayList<>();
    query.tables().forEach(use -> add(reads, use.table().name()));
    return reads;
  }

  private void createIndex(SqlCommand.CreateIndex c) {
    Relation table = state.lookUp(c.table().name());
    if (table == null) {
      if (c.name() != null) {
        state.create(c.name(), RelationKind.INDEX, false, c.ifNotExists() || conditional);
      }
      return;
    }
    Set<Integer> columns = new LinkedHashSet<>();
    if (c.partial()) {
      // as of an expression: it serves no search by the columns alone
      columns.add(0);
    }
    List<String> names = new ArrayList<>();
    for (Expression element : c.elements()) {
      Column column = catalog.column(table, Identifiers.fold(element.text().replace("\"", "")));
      columns.add(column == null ? 0 : column.number());
      names.add(column == null ? "expr" : column.name());
    }
    String name =
        c.name() == null ? freeName(table, String.join("_", names) + "_idx") : c.name().name();
    addIndex(table, name, columns, c.ifNotExists() || conditional);
    if (c.unique()) {
      for (Relation index : catalog.indexes(table)) {
        if (catalog.placeOf(index).name().equals(name)) {
          editor.setUnique(index);
        }
      }
    }
  }

  private void addIndex(Relation table, String name, Set<Integer> columns, boolean ifNotExists) {
    boolean partitioned = table.kind() == RelationKind.PARTITIONED_TABLE;
    Relation index =
        state.create(
            placeBeside(table).withName(name),
            partitioned ? RelationKind.PARTITIONED_INDEX : RelationKind.INDEX,
            catalog.isTemporary(table),
            ifNotExists);
    if (index != null) {
      editor.setIndex(index, table, columns);
    }
  }

  /** The table's name now. */
  private QualifiedName placeBeside(Relation table) {
    return catalog.placeOf(table);
  }

  private String freeName(Relation table, String suffix) {
    QualifiedName place = placeBeside(table);
    String name = place.name() + "_" + suffix;
    String free = name;
    for (int i = 1; state.lookUp(place.withName(free)) != null; i++) {
      free = name + i;
    }
    return free;
  }

  private void own(@Nullable Relation sequence, @Nullable QualifiedName tableName) {
    Relation table = tableName == null ? null : state.lookUp(tableName);
    if (sequence != null && table != null) {
      editor.setOwner(sequence, table, "");
    }
  }

  // ---------------------------------------------------------------- columns and constraints

  private void addColumn(Relation table, ColumnDefinition column) {
    Column present = catalog.column(table, column.name());
    DataType type = column.type();
    boolean serial = type != null && type.isSerial();
    boolean identity = column.generation() == ColumnDefinition.Generation.IDENTITY;
    String printed = type == null ? (present == null ? "" : present.type()) : type.printed();
    editor.putColumn(
        table,
        new Column(
            present == null ? editor.nextColumnNumber(table) : present.number(),
            column.name(),
            printed,
            type == null ? (present == null ? null : present.baseType()) : state.baseType(type),
            column.isNotNull() || serial || identity || (present != null && present.notNull()),
            column.generation() == ColumnDefinition.Generation.STORED));
    if (serial || identity) {
      addSequence(table, column.name());
    }
    for (Constraint constraint : column.constraints()) {
      addConstraint(table, constraint);
    }
  }

  private void addSequence(Relation table, String column) {
    Relation sequence =
        state.create(
            placeBeside(table).withName(freeName(table, column + "_seq")),
            RelationKind.SEQUENCE,
            catalog.isTemporary(table),
            false);
    if (sequence != null) {
      editor.setOwner(sequence, table, column);
    }
  }

  private void addConstraint(Relation table, Constraint constraint) {
    String name = constraint.name();
    if (constraint instanceof Constraint.Check check) {
      Set<Integer> columns = numbersIn(table, check.expression().text());
      Set<String> about = namesOf(table, columns);
      String middle = about.size() == 1 ? about.iterator().next() + "_check" : "check";
      editor.putConstraint(
          table,
          new TableConstraint(
              name == null ? freeConstraintName(table, middle) : name,
              'c',
              !check.notValid() && check.enforced(),
              "",
              columns,
              check.expression().text()));
    } else if (constraint instanceof Constraint.NotNull notNull) {
      setNotNull(table, notNull.column(), true);
      Column column = catalog.column(table, notNull.column());
      if (column != null) {
        editor.putConstraint(
            table,
            new TableConstraint(
                name == null ? freeConstraintName(table, column.name() + "_not_null") : name,
                'n',
                !notNull.notValid(),
                "",
                Set.of(column.number()),
                ""));
      }
    } else if (constraint instanceof Constraint.Unique unique) {
      addUnique(table, unique);
    } else if (constraint instanceof Constraint.Exclude exclude) {
      String index = name == null ? freeName(table, "excl") : name;
      Set<Integer> columns = new HashSet<>();
      exclude.elements().forEach(e -> columns.addAll(numbersIn(table, e.text())));
      addIndex(table, index, columns, false);
      editor.putConstraint(table, new TableConstraint(index, 'x', true, "", columns, ""));
    } else if (constraint instanceof Constraint.ForeignKey key) {
      addKey(table, key);
    }
  }

  private void addUnique(Relation table, Constraint.Unique unique) {
    Set<Integer> columns = new LinkedHashSet<>();
    for (String column : unique.columns()) {
      Column known = catalog.column(table, column);
      columns.add(known == null ? 0 : known.number());
    }
    String using = unique.usingIndex();
    String name = unique.name();
    if (using != null) {
      columns.addAll(catalog.indexColumns(table).getOrDefault(using, Set.of()));
      Relation index = state.lookUp(placeBeside(table).withName(using));
      if (index != null && name != null) {
        editor.move(index, catalog.placeOf(index).withName(name));
      }
      name = name == null ? using : name;
    } else {
      if (name == null) {
        name =
            freeName(
                table, unique.primaryKey() ? "pkey" : String.join("_", unique.columns()) + "_key");
      }
      addIndex(table, name, columns, false);
    }
    if (unique.primaryKey()) {
      namesOf(table, columns).forEach(column -> setNotNull(table, column, true));
    }
    editor.putConstraint(
        table, new TableConstraint(name, unique.primaryKey() ? 'p' : 'u', true, "", columns, ""));
  }

  private void addKey(Relation table, Constraint.ForeignKey key) {
    Relation referenced = state.lookUp(key.referenced());
    if (referenced == null) {
      return;
    }
    String name = key.name();
    if (name == null) {
      String middle = String.join("_", key.columns()) + "_fkey";
      name = placeBeside(table).name() + "_" + middle;
      for (int i = 1; hasKey(table, name); i++) {
        name = placeBeside(table).name() + "_" + middle + i;
      }
    }
    Set<String> referencedColumns = new HashSet<>(key.referencedColumns());
    if (referencedColumns.isEmpty()) {
      catalog.constraints(referenced).stream()
          .filter(c -> c.kind() == 'p')
          .forEach(c -> referencedColumns.addAll(namesOf(referenced, c.columns())));
    }
    editor.addKey(
        new ForeignKey(
            0,
            0,
            table.oid(),
            referenced.oid(),
            name,
            !key.notValid(),
            /* writes= */ true,
            Set.copyOf(key.columns()),
            referencedColumns));
  }

  private boolean hasKey(Relation table, String name) {
    return catalog.foreignKeys().stream()
        .anyMatch(k -> k.referencing() == table.oid() && k.name().equals(name));
  }

  private String freeConstraintName(Relation table, String suffix) {
    String name = placeBeside(table).name() + "_" + suffix;
    String free = name;
    for (int i = 1; catalog.constraint(table, free) != null; i++) {
      free = name + i;
    }
    return free;
  }

  private void setNotNull(Relation table, String name, boolean notNull) {
    Column column = catalog.column(table, name);
    if (column != null) {
      editor.putColumn(
          table,
          new Column(
              column.number(), name, column.type(), column.baseType(), notNull, column.stored()));
    }
  }

  /** The numbers of the columns whose names stand in {@code text}. */
  private Set<Integer> numbersIn(Relation table, String text) {
    Set<Integer> numbers = new HashSet<>();
    for (SqlToken token : SqlScanner.scan(text)) {
      if (token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED_NAME) {
        Column column = catalog.column(table, Identifiers.name(token, text));
        if (column != null) {
          numbers.add(column.number());
        }
      }
    }
    return numbers;
  }

  private Set<String> namesOf(Relation table, Collection<Integer> numbers) {
    Set<String> names = new LinkedHashSet<>();
    for (Column column : catalog.columns(table)) {
      if (numbers.contains(column.number())) {
        names.add(column.name());
      }
    }
    return names;
  }

  // ---------------------------------------------------------------- ALTER

  private void alter(SqlCommand.AlterRelation c) {
    QualifiedName name = c.relation().name();
    Relation relation = state.lookUp(name);
    if (relation == null) {
      return;
    }
    List<Relation> tree = new ArrayList<>();
    tree.add(relation);
    if (!c.relation().only()) {
      tree.addAll(catalog.descendants(relation));
    }
    for (TableAction action : c.actions()) {
      if (action instanceof TableAction.Rename a) {
        state.move(relation, name, null, a.newName());
      } else if (action instanceof TableAction.SetSchema a) {
        for (Relation part : parts(relation)) {
          editor.move(part, catalog.placeOf(part).inSchema(a.schema()));
        }
        state.move(relation, name, a.schema(), catalog.placeOf(relation).name());
      } else if (action instanceof TableAction.AttachPartition a) {
        Relation partition = state.lookUp(a.partition());
        if (partition != null) {
          editor.inherit(partition, relation, true);
          if (a.bound() == null && c.kind() != ObjectKind.INDEX) {
            editor.setDefaultPartition(relation, partition);
          }
        }
      } else if (action instanceof TableAction.DetachPartition a) {
        leave(a.partition());
      } else if (action instanceof TableAction.Inherit a) {
        Relation parent = state.lookUp(a.parent());
        if (parent != null) {
          editor.inherit(relation, parent, false);
        }
      } else if (action instanceof TableAction.NoInherit) {
        editor.leave(relation);
      } else {
        for (Relation table : tree) {
          change(table, table.equals(relation), action);
        }
      }
    }
  }

  private List<Relation> parts(Relation table) {
    List<Relation> parts = new ArrayList<>(catalog.indexes(table));
    parts.addAll(catalog.sequences(table));
    return parts;
  }

  private void leave(QualifiedName name) {
    Relation partition = state.lookUp(name);
    if (partition != null) {
      editor.leave(partition);
    }
  }

  /** An action that tells what the table is made of; on its descendants too, but for some. */
  private void change(Relation table, boolean top, TableAction action) {
    if (action instanceof TableAction.AddColumn a) {
      if (catalog.column(table, a.column().name()) == null) {
        addColumn(table, a.column());
      }
    } else if (action instanceof TableAction.DropColumn a) {
      List.copyOf(catalog.foreignKeys()).stream()
          .filter(
              k ->
                  (k.referencing() == table.oid() && k.columns().contains(a.column()))
                      || (k.referenced() == table.oid()
                          && k.referencedColumns().contains(a.column())))
          .forEach(editor::removeKey);
      editor.dropColumn(table, a.column());
    } else if (action instanceof TableAction.RenameColumn a) {
      editor.renameColumn(table, a.column(), a.newName());
    } else if (action instanceof TableAction.ChangeType a) {
      changeType(table, a);
    } else if (action instanceof TableAction.ChangeColumn a) {
      switch (a.change()) {
        case SET_NOT_NULL -> {
          setNotNull(table, a.column(), true);
          validateNotNull(table, a.column());
        }
        case DROP_NOT_NULL -> setNotNull(table, a.column(), false);
        case ADD_IDENTITY -> {
          setNotNull(table, a.column(), true);
          if (top) {
            addSequence(table, a.column());
          }
        }
        default -> {
          // nothing that locks depend on
        }
      }
    } else if (action instanceof TableAction.AddConstraint a) {
      boolean inherited = a.constraint() instanceof Constraint.Check check && !check.noInherit();
      if (top || inherited || a.constraint() instanceof Constraint.NotNull) {
        addConstraint(table, a.constraint());
      }
    } else if (action instanceof TableAction.DropConstraint a) {
      dropConstraint(table, a);
    } else if (action instanceof TableAction.ValidateConstraint a) {
      validate(table, a.name());
    } else if (action instanceof TableAction.RenameConstraint a) {
      editor.renameConstraint(table, a.name(), a.newName());
    } else if (top) {
      place(table, action);
    }
  }

  private void place(Relation table, TableAction action) {
    Location old = catalog.location(table);
    if (old == null) {
      return;
    }
    if (action instanceof TableAction.SetLogged a) {
      editor.setLocation(
          table,
          new Location(old.tablespace(), old.accessMethod(), a.logged() ? 'p' : 'u', old.owner()));
    } else if (action instanceof TableAction.SetTablespace a) {
      editor.setLocation(
          table, new Location(a.tablespace(), old.accessMethod(), old.persistence(), old.owner()));
    } else if (action instanceof TableAction.SetAccessMethod a && a.method() != null) {
      editor.setLocation(
          table, new Location(old.tablespace(), a.method(), old.persistence(), old.owner()));
    }
  }

  private void changeType(Relation table, TableAction.ChangeType action) {
    Column column = catalog.column(table, action.column());
    if (column != null) {
      editor.putColumn(
          table,
          new Column(
              column.number(),
              column.name(),
              action.type().printed(),
              state.baseType(action.type()),
              column.notNull(),
              column.stored()));
    }
  }

  private void dropConstraint(Relation table, TableAction.DropConstraint action) {
    TableConstraint constraint = catalog.constraint(table, action.name());
    if (constraint != null && constraint.kind() == 'n') {
      namesOf(table, constraint.columns()).forEach(column -> setNotNull(table, column, false));
    }
    if (constraint != null && action.cascade()) {
      Set<String> columns = namesOf(table, constraint.columns());
      List.copyOf(catalog.foreignKeys()).stream()
          .filter(k -> k.referenced() == table.oid() && k.referencedColumns().equals(columns))
          .forEach(editor::removeKey);
    }
    List.copyOf(catalog.foreignKeys()).stream()
        .filter(k -> k.referencing() == table.oid() && k.name().equals(action.name()))
        .forEach(editor::removeKey);
    editor.dropConstraint(table, action.name());
  }

  private void validate(Relation table, String name) {
    TableConstraint constraint = catalog.constraint(table, name);
    if (constraint != null) {
      editor.putConstraint(table, constraint.valid());
    }
    List.copyOf(catalog.foreignKeys()).stream()
        .filter(k -> k.referencing() == table.oid() && k.name().equals(name))
        .forEach(editor::validateKey);
  }

  private void validateNotNull(Relation table, String name) {
    Column column = catalog.column(table, name);
    for (TableConstraint constraint : List.copyOf(catalog.constraints(table))) {
      if (column != null
          && constraint.kind() == 'n'
          && constraint.columns().contains(column.number())) {
        editor.putConstraint(table, constraint.valid());
      }
    }
  }

  private void alterDomain(SqlCommand.AlterDomain c) {
    switch (c.change()) {
      case ADD_CONSTRAINT, ADD_CONSTRAINT_NOT_VALID, SET_NOT_NULL ->
          state.createType(c.name(), true, null);
      case VALIDATE_CONSTRAINT, OTHER -> {
        // which constraint goes is not looked at
      }
    }
  }

  // ---------------------------------------------------------------- DROP

  private void drop(SqlCommand.Drop c) {
    for (QualifiedName name : c.names()) {
      switch (c.kind()) {
        case TABLE, FOREIGN_TABLE, INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE, TYPE -> {
          if (c.cascade()) {
            dropReaders(name);
          }
          state.drop(name);
        }
        case SCHEMA -> state.dropSchema(name.name());
        default -> {
          // no relation goes
        }
      }
    }
  }

  /** The views over it go too. */
  private void dropReaders(QualifiedName name) {
    Relation relation = state.lookUp(name);
    if (relation == null) {
      return;
    }
    Set<Relation> gone = new LinkedHashSet<>(catalog.readers(relation));
    Dependants object = Dependants.of(Dependants.Kind.RELATION, name);
    for (Map.Entry<Relation, Set<Dependants.Via>> found : state.dependants(object).entrySet()) {
      RelationKind kind = found.getKey().kind();
      boolean view = kind == RelationKind.VIEW || kind == RelationKind.MATERIALIZED_VIEW;
      if (view && found.getValue().contains(Dependants.Via.ITSELF)) {
        gone.add(found.getKey());
      }
    }
    for (Relation dropped : gone) {
      editor.drop(dropped);
    }
  }
}
