/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import dev.clearway.core.sql.SqlCommand.Persistence;
import dev.clearway.core.sql.SqlCommand.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a statement by its tokens alone, where the grammar fails: its kind, the tables that it
 * names, and no more. Where it is in doubt it expects the stronger lock. Used once.
 */
final class TokenReader {

  private final String text;
  private final List<SqlToken> tokens;
  private int at;

  TokenReader(String text, List<SqlToken> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** The first words, upper-case: three at most, and none behind something else. */
  String head() {
    StringBuilder head = new StringBuilder();
    for (int i = 0; i < Math.min(3, tokens.size()); i++) {
      if (tokens.get(i).kind() != SqlToken.Kind.WORD) {
        break;
      }
      head.append(i == 0 ? "" : " ").append(tokens.get(i).text(text).toUpperCase(Locale.ROOT));
    }
    return head.toString();
  }

  /** What the statement most likely is; null where its first words say nothing. */
  @Nullable SqlCommand read() {
    at = 0;
    while (at < tokens.size() && tokens.get(at).isSymbol(text, '(')) {
      at++;
    }
    if (at >= tokens.size() || tokens.get(at).kind() != SqlToken.Kind.WORD) {
      return null;
    }
    return switch (next()) {
      case "alter" -> alter();
      case "create" -> create();
      case "drop" -> drop();
      case "truncate" -> truncate();
      case "lock" -> lock();
      case "insert" -> data(Query.Kind.INSERT, "into");
      case "update" -> data(Query.Kind.UPDATE, null);
      case "delete" -> data(Query.Kind.DELETE, "from");
      case "merge" -> data(Query.Kind.MERGE, "into");
      case "select", "values", "table" -> select();
      case "with" -> with();
      case "copy" -> copy();
      case "vacuum" -> {
        boolean full = has("full");
        boolean analyze = has("analyze");
        skipOptions();
        skip("full", "freeze", "verbose", "analyze");
        yield new SqlCommand.Vacuum(tableList(), full, analyze);
      }
      case "analyze", "analyse" -> {
        skipOptions();
        skip("verbose");
        yield new SqlCommand.Analyze(tableList());
      }
      case "cluster" -> {
        skipOptions();
        skip("verbose");
        yield new SqlCommand.Cluster(name(), null);
      }
      case "reindex" -> reindex();
      case "refresh" -> {
        skip("materialized", "view");
        boolean concurrently = accept("concurrently");
        QualifiedName view = name();
        yield view == null
            ? null
            : new SqlCommand.RefreshMaterializedView(view, concurrently, true);
      }
      case "do", "call", "execute", "reassign", "import" -> new SqlCommand.OpaqueCode(head());
      case "comment", "security", "grant", "revoke" -> new SqlCommand.Other(head());
      case "set", "reset", "show", "discard", "notify", "listen", "unlisten", "checkpoint" ->
          new SqlCommand.Other(head());
      case "begin", "start" -> new SqlCommand.Transaction(SqlCommand.Transaction.Step.BEGIN);
      case "commit", "end" -> new SqlCommand.Transaction(SqlCommand.Transaction.Step.COMMIT);
      case "rollback", "abort" -> new SqlCommand.Transaction(SqlCommand.Transaction.Step.ROLLBACK);
      default -> null;
    };
  }

  private @Nullable SqlCommand alter() {
    skip("foreign", "external");
    return switch (next()) {
      case "table" -> alterRelation(ObjectKind.TABLE);
      case "index" -> alterRelation(ObjectKind.INDEX);
      case "view" -> alterRelation(ObjectKind.VIEW);
      case "sequence" -> alterRelation(ObjectKind.SEQUENCE);
      case "materialized" -> {
        skip("view");
        yield alterRelation(ObjectKind.MATERIALIZED_VIEW);
      }
      case "trigger" -> tableObject(Verb.ALTER, ObjectKind.TRIGGER, "on");
      case "rule" -> tableObject(Verb.ALTER, ObjectKind.RULE, "on");
      case "policy" -> tableObject(Verb.ALTER, ObjectKind.POLICY, "on");
      case "domain" -> {
        QualifiedName domain = name();
        yield domain == null
            ? null
            : new SqlCommand.AlterDomain(
                domain, SqlCommand.AlterDomain.DomainChange.ADD_CONSTRAINT);
      }
      case "type" -> {
        QualifiedName type = name();
        yield type == null
            ? null
            : new SqlCommand.AlterType(type, SqlCommand.AlterType.TypeChange.ATTRIBUTE);
      }
      case "extension" -> new SqlCommand.OpaqueCode(head());
      default -> new SqlCommand.Other(head());
    };
  }

  private @Nullable SqlCommand alterRelation(ObjectKind kind) {
    if (accept("all", "in", "tablespace")) {
      QualifiedName tablespace = name();
      return tablespace == null
          ? null
          : new SqlCommand.AlterAllInTablespace(kind, tablespace.name());
    }
    boolean ifExists = accept("if", "exists");
    boolean only = accept("only");
    QualifiedName table = name();
    if (table == null) {
      return null;
    }
    int actionsFrom = at;
    List<TableAction> actions = new ArrayList<>();
    String action = at < tokens.size() ? text.substring(tokens.get(at).start(), end()) : "";
    for (Constraint.ForeignKey key : foreignKeys()) {
      actions.add(new TableAction.AddConstraint(key));
    }
    at = actionsFrom;
    while (at < tokens.size()) {
      if (accept("attach", "partition")) {
        QualifiedName partition = name();
        if (partition != null) {
          actions.add(new TableAction.AttachPartition(partition, null));
        }
      } else if (accept("detach", "partition")) {
        QualifiedName partition = name();
        if (partition != null) {
          actions.add(new TableAction.DetachPartition(partition, false, false));
        }
      } else {
        at++;
      }
    }
    actions.add(new TableAction.Other(action));
    return new SqlCommand.AlterRelation(kind, new TableRef(table, only), ifExists, actions);
  }

  private List<Constraint.ForeignKey> foreignKeys() {
    List<Constraint.ForeignKey> keys = new ArrayList<>();
    for (QualifiedName referenced : namesBehind(Set.of("references"))) {
      keys.add(new Constraint.ForeignKey(null, List.of(), referenced, List.of(), false, true));
    }
    return keys;
  }

  private @Nullable SqlCommand create() {
    boolean replace = accept("or", "replace");
    boolean temporary = false;
    boolean unlogged = false;
    boolean unique = false;
    while (at < tokens.size()) {
      switch (next()) {
        case "temp", "temporary", "global", "local" -> temporary = true;
        case "unlogged" -> unlogged = true;
        case "unique" -> unique = true;
        case "constraint", "foreign", "recursive" -> {
          // part of the kind's name
        }
        case "table" -> {
          return createTable(
              temporary
                  ? Persistence.TEMPORARY
                  : unlogged ? Persistence.UNLOGGED : Persistence.PERMANENT);
        }
        case "index" -> {
          return createIndex(unique);
        }
        case "view" -> {
          return createView(replace, false, temporary);
        }
        case "materialized" -> {
          skip("view");
          return createView(replace, true, false);
        }
        case "trigger" -> {
          boolean eachRow = has("row");
          QualifiedName trigger = name();
          QualifiedName table = first(namesBehind(Set.of("on")));
          return trigger == null || table == null
              ? null
              : new SqlCommand.CreateTrigger(trigger.name(), table, eachRow, replace, null);
        }
        case "rule" -> {
          return tableObject(Verb.CREATE, ObjectKind.RULE, "to");
        }
        case "policy" -> {
          return tableObject(Verb.CREATE, ObjectKind.POLICY, "on");
        }
        case "statistics" -> {
          QualifiedName table = first(namesBehind(Set.of("from")));
          return table == null ? null : new SqlCommand.CreateStatistics(null, table);
        }
        case "extension" -> {
          return new SqlCommand.OpaqueCode(head());
        }
        default -> {
          return new SqlCommand.Other(head());
        }
      }
    }
    return null;
  }

  private @Nullable SqlCommand createTable(Persistence persistence) {
    boolean ifNotExists = accept("if", "not", "exists");
    QualifiedName table = name();
    if (table == null) {
      return null;
    }
    int from = at;
    List<Constraint> keys = new ArrayList<>(foreignKeys());
    at = from;
    List<QualifiedName> like = namesBehind(Set.of("like"));
    at = from;
    QualifiedName parent = null;
    while (at < tokens.size() && parent == null) {
      if (accept("partition", "of")) {
        parent = name();
      } else {
        at++;
      }
    }
    at = from;
    List<QualifiedName> inherits = new ArrayList<>();
    while (at < tokens.size()) {
      if (accept("inherits")) {
        if (at < tokens.size() && tokens.get(at).isSymbol(text, '(')) {
          at++;
        }
        tableList().forEach(t -> inherits.add(t.name()));
      } else {
        at++;
      }
    }
    at = from;
    if (parent == null && like.isEmpty() && (has("select") || has("values"))) {
      return new SqlCommand.CreateTableAs(table, persistence, ifNotExists, query());
    }
    return new SqlCommand.CreateTable(
        table,
        persistence,
        false,
        ifNotExists,
        List.of(),
        keys,
        like,
        inherits,
        parent,
        null,
        false,
        null);
  }

  private @Nullable SqlCommand createIndex(boolean unique) {
    boolean concurrently = accept("concurrently");
    boolean ifNotExists = accept("if", "not", "exists");
    QualifiedName index = isWord("on") ? null : name();
    if (!accept("on")) {
      return null;
    }
    boolean only = accept("only");
    QualifiedName table = name();
    return table == null
        ? null
        : new SqlCommand.CreateIndex(
            index == null ? null : new QualifiedName(table.schema(), index.name()),
            new TableRef(table, only),
            unique,
            concurrently,
            ifNotExists,
            "btree",
            List.of(),
            false);
  }

  private @Nullable SqlCommand createView(
      boolean replace, boolean materialized, boolean temporary) {
    boolean ifNotExists = accept("if", "not", "exists");
    QualifiedName view = name();
    return view == null
        ? null
        : new SqlCommand.CreateView(
            view,
            temporary ? Persistence.TEMPORARY : Persistence.PERMANENT,
            materialized,
            replace,
            ifNotExists,
            materialized,
            query());
  }

  private @Nullable SqlCommand tableObject(Verb verb, ObjectKind kind, String before) {
    boolean ifExists = accept("if", "exists");
    QualifiedName object = name();
    QualifiedName table = first(namesBehind(Set.of(before)));
    return object == null || table == null
        ? null
        : new SqlCommand.TableObject(verb, kind, object.name(), table, ifExists, List.of());
  }

  private @Nullable SqlCommand drop() {
    boolean materialized = false;
    while (at < tokens.size()) {
      switch (next()) {
        case "foreign", "external" -> {
          // part of the kind's name
        }
        case "materialized" -> materialized = true;
        case "table" -> {
          return dropped(ObjectKind.TABLE);
        }
        case "view" -> {
          return dropped(materialized ? ObjectKind.MATERIALIZED_VIEW : ObjectKind.VIEW);
        }
        case "index" -> {
          return dropped(ObjectKind.INDEX);
        }
        case "sequence" -> {
          return dropped(ObjectKind.SEQUENCE);
        }
        case "type" -> {
          return dropped(ObjectKind.TYPE);
        }
        case "domain" -> {
          return dropped(ObjectKind.DOMAIN);
        }
        case "schema" -> {
          return dropped(ObjectKind.SCHEMA);
        }
        case "extension" -> {
          return dropped(ObjectKind.EXTENSION);
        }
        case "function", "procedure", "routine", "aggregate" -> {
          return dropped(ObjectKind.FUNCTION);
        }
        case "trigger" -> {
          return tableObject(Verb.DROP, ObjectKind.TRIGGER, "on");
        }
        case "rule" -> {
          return tableObject(Verb.DROP, ObjectKind.RULE, "on");
        }
        case "policy" -> {
          return tableObject(Verb.DROP, ObjectKind.POLICY, "on");
        }
        default -> {
          return has("cascade") ? null : new SqlCommand.Other(head());
        }
      }
    }
    return null;
  }

  private @Nullable SqlCommand dropped(ObjectKind kind) {
    boolean concurrently = accept("concurrently");
    boolean ifExists = accept("if", "exists");
    boolean cascade = has("cascade");
    List<QualifiedName> names = tableList().stream().map(TableRef::name).toList();
    return names.isEmpty()
        ? null
        : new SqlCommand.Drop(kind, names, ifExists, concurrently, cascade);
  }

  private SqlCommand truncate() {
    skip("table");
    boolean restart = has("restart");
    boolean cascade = has("cascade");
    return new SqlCommand.Truncate(tableList(), restart, cascade);
  }

  private SqlCommand lock() {
    skip("table");
    List<TableRef> tables = tableList();
    LockMode mode = LockMode.ACCESS_EXCLUSIVE;
    if (accept("in")) {
      StringBuilder name = new StringBuilder();
      while (at < tokens.size() && !isWord("mode")) {
        name.append(name.isEmpty() ? "" : " ").append(next().toUpperCase(Locale.ROOT));
      }
      for (LockMode candidate : LockMode.values()) {
        if (candidate.sqlName().contentEquals(name)) {
          mode = candidate;
        }
      }
    }
    return new SqlCommand.LockTables(tables, mode, has("nowait"));
  }

  private @Nullable SqlCommand reindex() {
    boolean concurrently = has("concurrently") && !has("false") && !has("off");
    skipOptions();
    SqlCommand.Reindex.Target target;
    try {
      target = SqlCommand.Reindex.Target.valueOf(next().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return null;
    }
    skip("concurrently");
    return new SqlCommand.Reindex(target, name(), concurrently);
  }

  private @Nullable SqlCommand data(Query.Kind kind, @Nullable String before) {
    if (before != null) {
      skip(before);
    }
    boolean only = accept("only");
    QualifiedName target = name();
    return target == null ? null : new SqlCommand.Data(query(kind, new TableRef(target, only)));
  }

  private SqlCommand select() {
    at = 0;
    return new SqlCommand.Data(query());
  }

  /** The statement behind WITH is the last of the data words at depth 0. */
  private SqlCommand with() {
    int depth = 0;
    for (int i = at; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.isSymbol(text, '(')) {
        depth++;
      } else if (token.isSymbol(text, ')')) {
        depth--;
      } else if (depth == 0 && token.kind() == SqlToken.Kind.WORD) {
        int behind = i + 1;
        SqlCommand command =
            switch (Identifiers.fold(token.text(text))) {
              case "insert" -> dataAt(behind, Query.Kind.INSERT, "into");
              case "update" -> dataAt(behind, Query.Kind.UPDATE, null);
              case "delete" -> dataAt(behind, Query.Kind.DELETE, "from");
              case "merge" -> dataAt(behind, Query.Kind.MERGE, "into");
              default -> null;
            };
        if (command != null) {
          return command;
        }
      }
    }
    return select();
  }

  private @Nullable SqlCommand dataAt(int index, Query.Kind kind, @Nullable String before) {
    at = index;
    return data(kind, before);
  }

  private @Nullable SqlCommand copy() {
    if (at < tokens.size() && tokens.get(at).isSymbol(text, '(')) {
      return new SqlCommand.Copy(false, query());
    }
    QualifiedName table = name();
    if (table == null) {
      return null;
    }
    skipOptions();
    boolean from = accept("from");
    return new SqlCommand.Copy(
        from,
        new Query(
            from ? Query.Kind.INSERT : Query.Kind.SELECT,
            from ? table : null,
            false,
            List.of(
                new TableUse(
                    new TableRef(table, true),
                    from ? LockMode.ROW_EXCLUSIVE : LockMode.ACCESS_SHARE,
                    !from)),
            Set.of(),
            Set.of()));
  }

  private Query query() {
    return query(Query.Kind.SELECT, null);
  }

  /**
   * Every name that stands where a table does, and every data word's target. Names that WITH
   * defines are among them: a name without a table forecasts nothing.
   */
  private Query query(Query.Kind kind, @Nullable TableRef target) {
    Map<QualifiedName, TableUse> uses = new LinkedHashMap<>();
    boolean rowLocks = false;
    boolean filtered = false;
    int depth = 0;
    at = 0;
    while (at < tokens.size()) {
      SqlToken token = tokens.get(at);
      if (token.isSymbol(text, '(')) {
        depth++;
      } else if (token.isSymbol(text, ')')) {
        depth--;
      }
      boolean writes = isWord("into") || isWord("update");
      filtered |= depth == 0 && isWord("where");
      rowLocks |= isWord("for");
      if (writes || isWord("from") || isWord("join") || isWord("using")) {
        writes |= isWord("from") && at > 0 && tokens.get(at - 1).isWord(text, "delete");
        at++;
        skip("only", "lateral");
        QualifiedName name = name();
        if (name != null && !Set.of("set", "of", "nowait", "skip").contains(name.name())) {
          LockMode mode = writes ? LockMode.ROW_EXCLUSIVE : LockMode.ACCESS_SHARE;
          use(uses, new TableUse(new TableRef(name, false), mode, false));
        }
      } else {
        at++;
      }
    }
    if (target != null) {
      use(uses, new TableUse(target, LockMode.ROW_EXCLUSIVE, false));
    }
    List<TableUse> all = new ArrayList<>();
    for (TableUse use : uses.values()) {
      LockMode mode = rowLocks ? use.mode().strongest(LockMode.ROW_SHARE) : use.mode();
      all.add(new TableUse(use.table(), mode, false));
    }
    return new Query(
        kind, target == null ? null : target.name(), filtered, all, Set.of(), Set.of());
  }

  private static void use(Map<QualifiedName, TableUse> uses, TableUse use) {
    uses.merge(
        use.table().name(),
        use,
        (a, b) -> new TableUse(b.table(), a.mode().strongest(b.mode()), false));
  }

  // ---------------------------------------------------------------- tokens

  /** The folded word here, and on; empty where there is no word. */
  private String next() {
    if (at >= tokens.size()) {
      return "";
    }
    SqlToken token = tokens.get(at++);
    return token.kind() == SqlToken.Kind.WORD ? Identifiers.fold(token.text(text)) : "";
  }

  private boolean isWord(String word) {
    return at < tokens.size() && tokens.get(at).isWord(text, word);
  }

  /** Goes on behind {@code words} if they stand here. */
  private boolean accept(String... words) {
    if (!SqlToken.areWords(tokens, at, text, words)) {
      return false;
    }
    at += words.length;
    return true;
  }

  /** Goes on behind any of {@code words}. */
  private void skip(String... words) {
    boolean skipped = true;
    while (skipped) {
      skipped = false;
      for (String word : words) {
        skipped |= accept(word);
      }
    }
  }

  /** Goes on behind what stands in parentheses here. */
  private void skipOptions() {
    if (at >= tokens.size() || !tokens.get(at).isSymbol(text, '(')) {
      return;
    }
    int depth = 0;
    do {
      SqlToken token = tokens.get(at);
      depth += token.isSymbol(text, '(') ? 1 : token.isSymbol(text, ')') ? -1 : 0;
      at++;
    } while (depth > 0 && at < tokens.size());
  }

  /** Whether {@code word} stands anywhere from here on. */
  private boolean has(String word) {
    return tokens.subList(at, tokens.size()).stream().anyMatch(t -> t.isWord(text, word));
  }

  /** The name here, and on; null, and nothing is read, where there is none. */
  private @Nullable QualifiedName name() {
    List<String> parts = new ArrayList<>();
    int i = at;
    while (i < tokens.size()) {
      SqlToken token = tokens.get(i);
      if (token.kind() != SqlToken.Kind.WORD && token.kind() != SqlToken.Kind.QUOTED_NAME) {
        break;
      }
      parts.add(Identifiers.name(token, text));
      i++;
      if (i >= tokens.size() || !tokens.get(i).isSymbol(text, '.')) {
        break;
      }
      i++;
    }
    if (parts.isEmpty()) {
      return null;
    }
    at = i;
    int last = parts.size() - 1;
    return new QualifiedName(last == 0 ? null : parts.get(last - 1), parts.get(last));
  }

  /** {@code [ONLY] name [*] [(...)]}, separated by commas. */
  private List<TableRef> tableList() {
    List<TableRef> tables = new ArrayList<>();
    boolean more = true;
    while (more) {
      boolean only = accept("only");
      QualifiedName table = name();
      if (table == null) {
        break;
      }
      tables.add(new TableRef(table, only));
      if (at < tokens.size() && tokens.get(at).text(text).equals("*")) {
        at++;
      }
      skipOptions();
      more = at < tokens.size() && tokens.get(at).isSymbol(text, ',');
      at += more ? 1 : 0;
    }
    return tables;
  }

  /** The names that stand directly behind one of {@code words}, from here on. */
  private List<QualifiedName> namesBehind(Set<String> words) {
    List<QualifiedName> names = new ArrayList<>();
    while (at < tokens.size()) {
      SqlToken token = tokens.get(at++);
      if (token.kind() == SqlToken.Kind.WORD
          && words.contains(Identifiers.fold(token.text(text)))) {
        QualifiedName name = name();
        if (name != null) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static @Nullable QualifiedName first(List<QualifiedName> names) {
    return names.isEmpty() ? null : names.get(0);
  }

  private int end() {
    return tokens.get(tokens.size() - 1).end();
  }
}
