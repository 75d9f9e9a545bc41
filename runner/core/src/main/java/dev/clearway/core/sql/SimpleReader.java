/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import dev.clearway.core.sql.ColumnDefinition.Generation;
import dev.clearway.core.sql.SqlCommand.AlterType.TypeChange;
import dev.clearway.core.sql.SqlCommand.Persistence;
import dev.clearway.core.sql.TableAction.ChangeColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual forms of what migrations are mostly made of, exactly as the grammar would,
 * without it: to load the grammar costs more than all else that a short run does. Whatever is the
 * least bit unusual is left to the grammar. Used once.
 */
final class SimpleReader extends SimpleExpressions {

  SimpleReader(String text, List<SqlToken> tokens) {
    super(text, tokens);
  }

  /** Null where it takes the grammar. */
  @Nullable SqlCommand read() {
    try {
      SqlCommand command = command();
      return atEnd() ? command : null;
    } catch (Unusual e) {
      return null;
    }
  }

  private SqlCommand command() {
    String head = word();
    at++;
    return switch (head) {
      case "alter" -> alter();
      case "create" -> create();
      case "drop" -> drop();
      case "insert" -> insert();
      case "update" -> update();
      case "delete" -> delete();
      case "truncate" -> truncate();
      case "comment" -> comment();
      case "refresh" -> {
        need("materialized", "view");
        boolean concurrently = accept("concurrently");
        yield new SqlCommand.RefreshMaterializedView(qualifiedName(), concurrently, true);
      }
      default -> throw unusual();
    };
  }

  // ---------------------------------------------------------------- rows

  private SqlCommand insert() {
    need("into");
    QualifiedName table = qualifiedName();
    if (isSymbol('(')) {
      names();
    }
    need("values");
    do {
      needSymbol('(');
      do {
        value();
      } while (acceptSymbol(','));
      needSymbol(')');
    } while (acceptSymbol(','));
    return data(Query.Kind.INSERT, table, false, Set.of());
  }

  /** Mostly a constant, of which there may be very many. */
  private void value() {
    int from = at;
    boolean constant = acceptString() || acceptNumber();
    if (!constant || !(isSymbol(',') || isSymbol(')'))) {
      at = from;
      operand();
    }
  }

  private SqlCommand update() {
    QualifiedName table = qualifiedName();
    need("set");
    Set<String> columns = new LinkedHashSet<>();
    do {
      columns.add(name());
      if (!acceptOperator("=")) {
        throw unusual();
      }
      expression();
    } while (acceptSymbol(','));
    return data(Query.Kind.UPDATE, table, where(), columns);
  }

  private SqlCommand delete() {
    need("from");
    QualifiedName table = qualifiedName();
    return data(Query.Kind.DELETE, table, where(), Set.of());
  }

  private boolean where() {
    boolean here = accept("where");
    if (here) {
      expression();
    }
    return here;
  }

  private SqlCommand data(
      Query.Kind kind, QualifiedName table, boolean filtered, Set<String> columns) {
    boolean whole = kind != Query.Kind.INSERT && !filtered;
    TableUse use = new TableUse(new TableRef(table, false), LockMode.ROW_EXCLUSIVE, whole);
    return new SqlCommand.Data(new Query(kind, table, filtered, List.of(use), functions, columns));
  }

  private SqlCommand truncate() {
    accept("table");
    List<TableRef> tables = new ArrayList<>();
    qualifiedNames().forEach(name -> tables.add(new TableRef(name, false)));
    boolean restart = accept("restart", "identity");
    return new SqlCommand.Truncate(tables, restart, cascade());
  }

  // ---------------------------------------------------------------- CREATE

  private SqlCommand create() {
    if (accept("table")) {
      return createTable(Persistence.PERMANENT);
    }
    if (accept("unlogged", "table")) {
      return createTable(Persistence.UNLOGGED);
    }
    if (accept("unique", "index")) {
      return createIndex(true);
    }
    if (accept("index")) {
      return createIndex(false);
    }
    if (accept("schema")) {
      boolean ifNotExists = accept("if", "not", "exists");
      if (accept("authorization")) {
        throw unusual();
      }
      return new SqlCommand.CreateSchema(name(), ifNotExists);
    }
    need("type");
    QualifiedName name = qualifiedName();
    need("as", "enum");
    needSymbol('(');
    do {
      needString();
    } while (acceptSymbol(','));
    needSymbol(')');
    return new SqlCommand.CreateType(name, true);
  }

  private void needString() {
    if (!acceptString()) {
      throw unusual();
    }
  }

  private SqlCommand createTable(Persistence persistence) {
    boolean ifNotExists = accept("if", "not", "exists");
    QualifiedName table = qualifiedName();
    needSymbol('(');
    List<ColumnDefinition> columns = new ArrayList<>();
    List<Constraint> constraints = new ArrayList<>();
    do {
      Constraint constraint = tableConstraint(false);
      if (constraint == null) {
        columns.add(column());
      } else {
        constraints.add(constraint);
      }
    } while (acceptSymbol(','));
    needSymbol(')');
    boolean partitioned = accept("partition", "by");
    if (partitioned) {
      if (!accept("range") && !accept("list") && !accept("hash")) {
        throw unusual();
      }
      names();
    }
    return new SqlCommand.CreateTable(
        table,
        persistence,
        false,
        ifNotExists,
        columns,
        constraints,
        List.of(),
        List.of(),
        null,
        null,
        partitioned,
        null);
  }

  private SqlCommand createIndex(boolean unique) {
    boolean concurrently = accept("concurrently");
    boolean ifNotExists = accept("if", "not", "exists");
    String name = null;
    if (!accept("on")) {
      name = name();
      need("on");
    }
    boolean only = accept("only");
    QualifiedName table = qualifiedName();
    String method = accept("using") ? name() : "btree";
    needSymbol('(');
    List<Expression> elements = new ArrayList<>();
    do {
      elements.add(indexElement());
    } while (acceptSymbol(','));
    needSymbol(')');
    return new SqlCommand.CreateIndex(
        name == null ? null : new QualifiedName(table.schema(), name),
        new TableRef(table, only),
        unique,
        concurrently,
        ifNotExists,
        method,
        elements,
        where());
  }

  /** A column or a function call. */
  private Expression indexElement() {
    if (isSymbol('(') || !(isKind(SqlToken.Kind.WORD) || isKind(SqlToken.Kind.QUOTED_NAME))) {
      throw unusual();
    }
    Expression element = element();
    if (!accept("asc")) {
      accept("desc");
    }
    if (accept("nulls") && !accept("first")) {
      need("last");
    }
    return element;
  }

  // ---------------------------------------------------------------- columns and constraints

  private ColumnDefinition column() {
    String name = name();
    DataType type = type();
    Expression defaultValue = null;
    Generation generation = Generation.NONE;
    List<Constraint> constraints = new ArrayList<>();
    while (!atEnd() && !isSymbol(',') && !isSymbol(')')) {
      String called = accept("constraint") ? name() : null;
      if (accept("not", "null")) {
        constraints.add(new Constraint.NotNull(called, name, false));
      } else if (accept("primary", "key")) {
        constraints.add(new Constraint.Unique(called, true, List.of(name), null, false));
      } else if (accept("unique")) {
        constraints.add(new Constraint.Unique(called, false, List.of(name), null, false));
      } else if (accept("check")) {
        constraints.add(check(called, false));
      } else if (accept("references")) {
        constraints.add(references(called, List.of(name), false));
      } else if (called == null && defaultValue == null && accept("default")) {
        defaultValue = operand();
      } else if (called == null && accept("generated")) {
        if (!accept("always")) {
          need("by", "default");
        }
        need("as", "identity");
        generation = Generation.IDENTITY;
      } else {
        // which says nothing
        need("null");
      }
    }
    return new ColumnDefinition(name, type, defaultValue, generation, constraints);
  }

  /**
   * A constraint of the table itself; null where none begins here.
   *
   * @param added whether it is that of an ADD, which may be NOT VALID or take an index
   */
  private @Nullable Constraint tableConstraint(boolean added) {
    String called = accept("constraint") ? name() : null;
    if (accept("check")) {
      return check(called, added);
    }
    if (accept("foreign", "key")) {
      List<String> columns = names();
      need("references");
      return references(called, columns, added);
    }
    boolean primaryKey = accept("primary", "key");
    if (primaryKey || accept("unique")) {
      if (added && accept("using", "index")) {
        return new Constraint.Unique(called, primaryKey, List.of(), name(), false);
      }
      return new Constraint.Unique(called, primaryKey, names(), null, false);
    }
    if (called != null) {
      throw unusual();
    }
    return null;
  }

  private Constraint check(@Nullable String called, boolean added) {
    needSymbol('(');
    Expression condition = expression();
    needSymbol(')');
    boolean notValid = added && accept("not", "valid");
    return new Constraint.Check(called, condition, notValid, true, false);
  }

  private Constraint references(@Nullable String called, List<String> columns, boolean added) {
    QualifiedName referenced = qualifiedName();
    List<String> keys = isSymbol('(') ? names() : List.of();
    boolean deletes = false;
    boolean updates = false;
    while (accept("on")) {
      boolean repeated;
      if (accept("delete")) {
        repeated = deletes;
        deletes = true;
      } else {
        need("update");
        repeated = updates;
        updates = true;
      }
      boolean known =
          accept("cascade")
              || accept("restrict")
              || accept("no", "action")
              || accept("set", "null")
              || accept("set", "default");
      if (repeated || !known || isSymbol('(')) {
        throw unusual();
      }
    }
    boolean notValid = added && accept("not", "valid");
    return new Constraint.ForeignKey(called, columns, referenced, keys, notValid, true);
  }

  // ---------------------------------------------------------------- ALTER

  private SqlCommand alter() {
    if (accept("type")) {
      QualifiedName type = qualifiedName();
      need("add", "value");
      accept("if", "not", "exists");
      needString();
      if (accept("before") || accept("after")) {
        needString();
      }
      return new SqlCommand.AlterType(type, TypeChange.ADD_VALUE);
    }
    need("table");
    boolean ifExists = accept("if", "exists");
    boolean only = accept("only");
    TableRef table = new TableRef(qualifiedName(), only);
    List<TableAction> actions = new ArrayList<>();
    if (accept("rename")) {
      actions.add(rename());
    } else if (accept("set", "schema")) {
      actions.add(new TableAction.SetSchema(name()));
    } else {
      do {
        actions.add(action());
      } while (acceptSymbol(','));
    }
    return new SqlCommand.AlterRelation(ObjectKind.TABLE, table, ifExists, actions);
  }

  private TableAction rename() {
    if (accept("to")) {
      return new TableAction.Rename(name());
    }
    boolean constraint = accept("constraint");
    if (!constraint) {
      accept("column");
    }
    String from = name();
    need("to");
    return constraint
        ? new TableAction.RenameConstraint(from, name())
        : new TableAction.RenameColumn(from, name());
  }

  private TableAction action() {
    if (accept("add")) {
      return add();
    }
    if (accept("drop", "constraint")) {
      boolean ifExists = accept("if", "exists");
      return new TableAction.DropConstraint(name(), ifExists, cascade());
    }
    if (accept("drop")) {
      accept("column");
      boolean ifExists = accept("if", "exists");
      return new TableAction.DropColumn(name(), ifExists, cascade());
    }
    if (accept("validate", "constraint")) {
      return new TableAction.ValidateConstraint(name());
    }
    need("alter");
    accept("column");
    return change(name());
  }

  private TableAction add() {
    if (!accept("column")) {
      Constraint constraint = tableConstraint(true);
      if (constraint != null) {
        return new TableAction.AddConstraint(constraint);
      }
    }
    boolean ifNotExists = accept("if", "not", "exists");
    return new TableAction.AddColumn(column(), ifNotExists);
  }

  private TableAction change(String column) {
    if (accept("set", "not", "null")) {
      return new ChangeColumn(column, ChangeColumn.Change.SET_NOT_NULL);
    }
    if (accept("drop", "not", "null")) {
      return new ChangeColumn(column, ChangeColumn.Change.DROP_NOT_NULL);
    }
    if (accept("drop", "default")) {
      return new ChangeColumn(column, ChangeColumn.Change.DROP_DEFAULT);
    }
    if (accept("set", "default")) {
      return new TableAction.SetDefault(column, operand());
    }
    if (!accept("set", "data", "type")) {
      need("type");
    }
    DataType type = type();
    return new TableAction.ChangeType(column, type, accept("using") ? expression() : null, null);
  }

  // ---------------------------------------------------------------- DROP and COMMENT

  private SqlCommand drop() {
    ObjectKind kind = dropped();
    boolean concurrently = kind == ObjectKind.INDEX && accept("concurrently");
    boolean ifExists = accept("if", "exists");
    List<QualifiedName> names = qualifiedNames();
    return new SqlCommand.Drop(kind, names, ifExists, concurrently, cascade());
  }

  private ObjectKind dropped() {
    String word = word();
    at++;
    return switch (word) {
      case "table" -> ObjectKind.TABLE;
      case "view" -> ObjectKind.VIEW;
      case "index" -> ObjectKind.INDEX;
      case "sequence" -> ObjectKind.SEQUENCE;
      case "type" -> ObjectKind.TYPE;
      case "schema" -> ObjectKind.SCHEMA;
      case "materialized" -> {
        need("view");
        yield ObjectKind.MATERIALIZED_VIEW;
      }
      default -> throw unusual();
    };
  }

  private SqlCommand comment() {
    need("on");
    boolean column = accept("column");
    if (!column) {
      need("table");
    }
    QualifiedName name = qualifiedName();
    if (column) {
      if (acceptSymbol('.')) {
        name();
      } else {
        String table = name.schema();
        name = table == null ? null : QualifiedName.of(table);
      }
    }
    need("is");
    if (!acceptString()) {
      need("null");
    }
    return new SqlCommand.Comment(column ? ObjectKind.COLUMN : ObjectKind.TABLE, name);
  }
}
