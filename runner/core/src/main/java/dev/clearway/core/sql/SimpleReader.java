/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the three simplest statements, exactly as the grammar would, without it: a table of columns
 * of well-known types, one such column on a table, and rows of literals. To load the grammar costs
 * half a second of processor time, which a run that needs none of it should not pay. Whatever is
 * the least bit unusual is left to the grammar. Used once.
 */
final class SimpleReader {

  /** Types of one word. */
  private static final Set<String> TYPES =
      Set.of(
          "smallint",
          "int",
          "integer",
          "bigint",
          "numeric",
          "text",
          "varchar",
          "boolean",
          "date",
          "timestamp",
          "timestamptz",
          "uuid",
          "jsonb",
          "bytea");

  /** Words that may not be names, or that mean something where a name may stand. */
  private static final Set<String> NOT_NAMES =
      Set.of(
          """
          all analyse analyze and any array as asc asymmetric authorization binary both case cast
          check collate collation column concurrently constraint create cross current_catalog
          current_date current_role current_schema current_time current_timestamp current_user
          default deferrable desc distinct do else end except exclude exists false fetch for foreign
          freeze from full grant group having if ilike in initially inner intersect into is isnull
          join lateral leading left like limit localtime localtimestamp natural not notnull null of
          offset on only or order outer overlaps overriding placing primary references returning
          right select session_user similar some symmetric system_user table tablesample then to
          trailing true union unique user using values variadic verbose when where window with
          """
              .strip()
              .split("\\s+"));

  private final String text;
  private final List<SqlToken> tokens;
  private int at;

  SimpleReader(String text, List<SqlToken> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Null where the statement is none of the three. */
  @Nullable SqlCommand read() {
    if (accept("insert", "into")) {
      return insert();
    }
    if (accept("alter", "table")) {
      return addColumn();
    }
    return accept("create", "table") ? createTable() : null;
  }

  private @Nullable SqlCommand insert() {
    QualifiedName table = name();
    if (table == null) {
      return null;
    }
    if (acceptSymbol('(')) {
      do {
        if (plainName() == null) {
          return null;
        }
      } while (acceptSymbol(','));
      if (!acceptSymbol(')')) {
        return null;
      }
    }
    if (!accept("values")) {
      return null;
    }
    do {
      if (!acceptSymbol('(')) {
        return null;
      }
      do {
        if (!literal()) {
          return null;
        }
      } while (acceptSymbol(','));
      if (!acceptSymbol(')')) {
        return null;
      }
    } while (acceptSymbol(','));
    return at < tokens.size()
        ? null
        : new SqlCommand.Data(
            new Query(
                Query.Kind.INSERT,
                table,
                false,
                List.of(new TableUse(new TableRef(table, false), LockMode.ROW_EXCLUSIVE, false)),
                Set.of(),
                Set.of()));
  }

  private boolean literal() {
    if (at >= tokens.size()) {
      return false;
    }
    SqlToken token = tokens.get(at);
    boolean plain =
        token.kind() == SqlToken.Kind.NUMBER
            || (token.kind() == SqlToken.Kind.STRING && text.charAt(token.start()) == '\'');
    at += plain ? 1 : 0;
    return plain || accept("null") || accept("true") || accept("false");
  }

  private @Nullable SqlCommand addColumn() {
    QualifiedName table = name();
    if (table == null || !accept("add", "column")) {
      return null;
    }
    ColumnDefinition column = column();
    return column == null || at < tokens.size()
        ? null
        : new SqlCommand.AlterRelation(
            ObjectKind.TABLE,
            new TableRef(table, false),
            false,
            List.of(new TableAction.AddColumn(column, false)));
  }

  private @Nullable SqlCommand createTable() {
    QualifiedName table = name();
    if (table == null || !acceptSymbol('(')) {
      return null;
    }
    List<ColumnDefinition> columns = new ArrayList<>();
    do {
      ColumnDefinition column = column();
      if (column == null) {
        return null;
      }
      columns.add(column);
    } while (acceptSymbol(','));
    return !acceptSymbol(')') || at < tokens.size()
        ? null
        : new SqlCommand.CreateTable(
            table,
            SqlCommand.Persistence.PERMANENT,
            false,
            false,
            columns,
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            false,
            null);
  }

  /** A name, a type, and NOT NULL or PRIMARY KEY. */
  private @Nullable ColumnDefinition column() {
    String name = plainName();
    String type = plainName();
    if (name == null || type == null || !TYPES.contains(type)) {
      return null;
    }
    List<Constraint> constraints = new ArrayList<>();
    if (accept("not", "null")) {
      constraints.add(new Constraint.NotNull(null, name, false));
    } else if (accept("primary", "key")) {
      constraints.add(new Constraint.Unique(null, true, List.of(name), null, false));
    }
    return new ColumnDefinition(
        name,
        new DataType(null, type, List.of(), false),
        null,
        ColumnDefinition.Generation.NONE,
        constraints);
  }

  // ---------------------------------------------------------------- tokens

  private @Nullable QualifiedName name() {
    String first = plainName();
    if (first == null || !acceptSymbol('.')) {
      return first == null ? null : new QualifiedName(null, first);
    }
    String second = plainName();
    return second == null ? null : new QualifiedName(first, second);
  }

  private @Nullable String plainName() {
    if (at >= tokens.size() || tokens.get(at).kind() != SqlToken.Kind.WORD) {
      return null;
    }
    String name = Identifiers.name(tokens.get(at), text);
    at++;
    return NOT_NAMES.contains(name) ? null : name;
  }

  private boolean accept(String... words) {
    if (at + words.length > tokens.size()) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!tokens.get(at + i).isWord(text, words[i])) {
        return false;
      }
    }
    at += words.length;
    return true;
  }

  private boolean acceptSymbol(char symbol) {
    boolean here = at < tokens.size() && tokens.get(at).isSymbol(text, symbol);
    at += here ? 1 : 0;
    return here;
  }
}
