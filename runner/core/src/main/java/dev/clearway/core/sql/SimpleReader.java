/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

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
final class SimpleReader extends SimpleColumns {

  /** What SET has a grammar of its own for. */
  private static final Set<String> OTHER_SETTINGS =
      words(
          """
          catalog characteristics constraints names role schema session session_authorization time
          transaction xml
          """);

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
      case "set" -> set();
      case "lock" -> lock();
      case "do" -> new SqlCommand.DoBlock("plpgsql", body());
      case "begin" -> transaction(SqlCommand.Transaction.Step.BEGIN);
      case "commit" -> transaction(SqlCommand.Transaction.Step.COMMIT);
      case "rollback" -> transaction(SqlCommand.Transaction.Step.ROLLBACK);
      case "vacuum" -> vacuum();
      case "analyze" -> new SqlCommand.Analyze(tables());
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
    if (accept("on", "conflict")) {
      if (isSymbol('(')) {
        names();
      }
      need("do", "nothing");
    }
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
    if (accept("sequence")) {
      boolean ifNotExists = accept("if", "not", "exists");
      return new SqlCommand.CreateSequence(
          qualifiedName(), Persistence.PERMANENT, ifNotExists, null);
    }
    if (accept("extension")) {
      accept("if", "not", "exists");
      name();
      return new SqlCommand.OpaqueCode("CREATE EXTENSION");
    }
    boolean replace = accept("or", "replace");
    if (accept("trigger")) {
      return createTrigger(replace);
    }
    if (accept("function")) {
      return createFunction(replace);
    }
    if (replace) {
      throw unusual();
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

  private SqlCommand createTrigger(boolean replace) {
    String name = name();
    if (!accept("before")) {
      need("after");
    }
    do {
      if (!accept("insert") && !accept("delete") && !accept("truncate")) {
        need("update");
        if (accept("of")) {
          commaNames();
        }
      }
    } while (accept("or"));
    need("on");
    QualifiedName table = qualifiedName();
    boolean eachRow = accept("for", "each", "row");
    if (!eachRow) {
      need("for", "each", "statement");
    }
    need("execute");
    if (!accept("function")) {
      need("procedure");
    }
    functionName();
    needSymbol('(');
    needSymbol(')');
    return new SqlCommand.CreateTrigger(name, table, eachRow, replace, null);
  }

  private void commaNames() {
    do {
      name();
    } while (acceptSymbol(','));
  }

  private SqlCommand createFunction(boolean replace) {
    QualifiedName name = functionName();
    needSymbol('(');
    if (!acceptSymbol(')')) {
      do {
        parameter();
      } while (acceptSymbol(','));
      needSymbol(')');
    }
    need("returns");
    if (!accept("trigger") && !accept("void")) {
      accept("setof");
      type();
    }
    String language = null;
    String body = null;
    String volatility = null;
    while (!atEnd()) {
      if (language == null && accept("language")) {
        language = name();
      } else if (body == null && accept("as")) {
        body = body();
      } else if (volatility == null && accept("immutable")) {
        volatility = "immutable";
      } else if (volatility == null && accept("stable")) {
        volatility = "stable";
      } else {
        need("strict");
      }
    }
    if (language == null || body == null) {
      throw unusual();
    }
    return new SqlCommand.CreateFunction(
        name, replace, language, volatility == null ? "volatile" : volatility, body, null);
  }

  /** {@code name type} or {@code type}. */
  private void parameter() {
    int from = at;
    try {
      type();
    } catch (Unusual e) {
      at = -1;
    }
    if (at < 0 || !(isSymbol(',') || isSymbol(')'))) {
      at = from;
      parameterName();
      type();
    }
  }

  /** Code between dollars. */
  private String body() {
    if (!isKind(SqlToken.Kind.STRING) || !tokens.get(at).terminated()) {
      throw unusual();
    }
    String written = tokens.get(at).text(text);
    if (written.charAt(0) != '$') {
      throw unusual();
    }
    at++;
    int tag = written.indexOf('$', 1) + 1;
    return written.substring(tag, written.length() - tag);
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
    } else if (accept("attach", "partition")) {
      actions.add(new TableAction.AttachPartition(qualifiedName(), bound()));
    } else if (accept("detach", "partition")) {
      QualifiedName partition = qualifiedName();
      boolean concurrently = accept("concurrently");
      boolean finish = !concurrently && accept("finalize");
      actions.add(new TableAction.DetachPartition(partition, concurrently, finish));
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
    if (accept("enable") || accept("disable") || accept("force") || accept("no", "force")) {
      need("row", "level", "security");
      return new TableAction.RowSecurity();
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

  /** The bound of a partition as it was written; null for DEFAULT. */
  private @Nullable String bound() {
    if (accept("default")) {
      return null;
    }
    int from = at;
    need("for", "values");
    if (accept("in")) {
      constants();
    } else {
      need("from");
      constants();
      need("to");
      constants();
    }
    return written(from);
  }

  private void constants() {
    needSymbol('(');
    do {
      if (!acceptString() && !acceptNumber() && !accept("minvalue")) {
        need("maxvalue");
      }
    } while (acceptSymbol(','));
    needSymbol(')');
  }

  // ---------------------------------------------------------------- the session and upkeep

  private SqlCommand set() {
    boolean local = accept("local");
    if (!local) {
      accept("session");
    }
    if (OTHER_SETTINGS.contains(word())) {
      throw unusual();
    }
    String parameter = name();
    if (acceptSymbol('.')) {
      parameter = parameter + "." + name();
    }
    if (!acceptOperator("=")) {
      need("to");
    }
    List<String> values = new ArrayList<>();
    do {
      values.add(settingValue());
    } while (acceptSymbol(','));
    return new SqlCommand.SetParameter(parameter, values, local);
  }

  /** Folded, or as it was written between quotes. */
  private String settingValue() {
    int from = at;
    if (!acceptString() && !acceptNumber()) {
      name();
    }
    String written = written(from);
    char quote = written.charAt(0);
    if (quote != '\'' && quote != '"') {
      return Identifiers.fold(written);
    }
    if (written.indexOf(quote, 1) != written.length() - 1) {
      throw unusual();
    }
    return written.substring(1, written.length() - 1);
  }

  private SqlCommand lock() {
    accept("table");
    List<TableRef> tables = new ArrayList<>();
    do {
      boolean only = accept("only");
      tables.add(new TableRef(qualifiedName(), only));
    } while (acceptSymbol(','));
    LockMode mode = LockMode.ACCESS_EXCLUSIVE;
    if (accept("in")) {
      mode = lockMode();
      need("mode");
    }
    return new SqlCommand.LockTables(tables, mode, accept("nowait"));
  }

  private LockMode lockMode() {
    if (accept("access")) {
      if (accept("share")) {
        return LockMode.ACCESS_SHARE;
      }
      need("exclusive");
      return LockMode.ACCESS_EXCLUSIVE;
    }
    if (accept("row")) {
      if (accept("share")) {
        return LockMode.ROW_SHARE;
      }
      need("exclusive");
      return LockMode.ROW_EXCLUSIVE;
    }
    if (accept("exclusive")) {
      return LockMode.EXCLUSIVE;
    }
    need("share");
    if (accept("update", "exclusive")) {
      return LockMode.SHARE_UPDATE_EXCLUSIVE;
    }
    return accept("row", "exclusive") ? LockMode.SHARE_ROW_EXCLUSIVE : LockMode.SHARE;
  }

  /** Nothing but the word, or TRANSACTION or WORK behind it. */
  private SqlCommand transaction(SqlCommand.Transaction.Step step) {
    if (!accept("transaction")) {
      accept("work");
    }
    return new SqlCommand.Transaction(step);
  }

  private SqlCommand vacuum() {
    boolean full = accept("full");
    boolean analyze = accept("analyze");
    return new SqlCommand.Vacuum(tables(), full, analyze);
  }

  /** All of the database where none is named. */
  private List<TableRef> tables() {
    List<TableRef> tables = new ArrayList<>();
    if (!atEnd()) {
      for (QualifiedName name : qualifiedNames()) {
        tables.add(new TableRef(name, false));
      }
    }
    return tables;
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
