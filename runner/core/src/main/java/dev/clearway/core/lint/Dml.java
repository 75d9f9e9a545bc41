/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules about reading and writing rows share. */
final class Dml {

  /** Columns that tell one row from the others wherever they are. */
  private static final Set<String> KEYS = Set.of("id", "uuid", "ctid");

  /** Columns that mostly do, where nothing is known of the table. */
  private static final Set<String> LIKELY_KEYS =
      Set.of("key", "code", "name", "slug", "email", "login", "username");

  private Dml() {}

  /** The table that the statement writes, itself or inside WITH, if others may use it. */
  static @Nullable Relation oldTarget(Step step, Query query) {
    QualifiedName name = query.target();
    Relation target = name == null ? null : step.old(name);
    if (target != null) {
      return target;
    }
    for (TableUse use : query.tables()) {
      Relation written = isWritten(use) ? step.old(use.table().name()) : null;
      if (written != null) {
        return written;
      }
    }
    return null;
  }

  private static boolean isWritten(TableUse use) {
    return use.mode() == LockMode.ROW_EXCLUSIVE;
  }

  /** Whether it reads or writes a table that others may use, or calls what may do so. */
  static boolean touchesOld(Step step, Query query) {
    for (TableUse use : query.tables()) {
      if (step.old(use.table().name()) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether it can only be about a few rows: it names them, or is one batch of many. */
  static boolean isNarrow(Step step, Query query) {
    if (step.run().isBatched(step.source().line())) {
      return true;
    }
    Tokens tokens = Tokens.of(step.text());
    return isNarrowInside(step, tokens)
        && switch (query.kind()) {
          case INSERT -> !selects(step, query, tokens);
          case SELECT ->
              tokens.top(0, "limit", "fetch") >= 0
                  || query.tables().isEmpty()
                  || read(query).size() < query.tables().size();
          case UPDATE, DELETE -> namesRows(step, oldTarget(step, query), tokens, 0);
          case MERGE ->
              // the rows of VALUES
              query.functions().isEmpty() && read(query).isEmpty();
        };
  }

  /** Whether each UPDATE and DELETE in parentheses, as WITH has them, is about a few rows. */
  private static boolean isNarrowInside(Step step, Tokens tokens) {
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.isSymbol(i - 1, '(')
          && ((tokens.is(i, "delete") && tokens.is(i + 1, "from")) || tokens.is(i, "update"))
          && !namesRows(step, null, tokens, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an INSERT gets its rows from a table or a function. */
  private static boolean selects(Step step, Query query, Tokens tokens) {
    boolean reads = false;
    boolean fresh = true;
    for (TableUse use : query.tables()) {
      if (use.mode().compareTo(LockMode.ROW_EXCLUSIVE) < 0) {
        reads = true;
        fresh &= step.old(use.table().name()) == null;
      }
    }
    boolean series = Step.calls(query.functions(), Set.of("generate_series"));
    boolean values = tokens.top(0, "values") >= 0;
    // INSERT ... SELECT 1 WHERE NOT EXISTS (SELECT ... FROM ...) is one row
    int select = tokens.top(0, "select", "table");
    if (select >= 0 && tokens.is(select, "select") && tokens.top(select, "from") < 0 && !series) {
      return false;
    }
    boolean limited =
        tokens.top(0, "limit", "fetch") >= 0 || namesRows(step, source(step, query), tokens, 0);
    return !limited && !values && ((reads && !fresh) || series);
  }

  /** The tables that are not written to. */
  private static List<TableUse> read(Query query) {
    List<TableUse> read = new ArrayList<>();
    for (TableUse use : query.tables()) {
      if (!isWritten(use)) {
        read.add(use);
      }
    }
    return read;
  }

  /** The only table that is read; null where there are several. */
  private static @Nullable Relation source(Step step, Query query) {
    List<TableUse> read = read(query);
    return read.size() == 1 ? step.find(read.get(0).table().name()) : null;
  }

  /**
   * Whether WHERE of the statement that begins at {@code from} has a key, or a selection with
   * LIMIT, at its top level.
   */
  private static boolean namesRows(Step step, @Nullable Relation table, Tokens tokens, int from) {
    int where = tokens.top(from, "where");
    if (where < 0) {
      return false;
    }
    int end = tokens.top(where + 1, "returning");
    int last = end < 0 ? tokens.size() : end;
    int depth = 0;
    Set<String> compared = new HashSet<>();
    for (int i = where + 1; i < last && depth >= 0; i++) {
      if (tokens.isSymbol(i, '(')) {
        depth++;
      } else if (tokens.isSymbol(i, ')')) {
        depth--;
      } else if (depth == 0 && tokens.is(i, "or")) {
        return false;
      } else if (tokens.is(i, "limit") || (tokens.is(i, "fetch") && tokens.is(i + 1, "first"))) {
        return true;
      } else if (tokens.is(i, "current") && tokens.is(i + 1, "of")) {
        return true;
      } else if (depth == 0 && tokens.isName(i) && isCompared(tokens, i)) {
        compared.add(tokens.name(i));
      }
    }
    return !compared.isEmpty() && isKey(step, table, compared);
  }

  /** {@code key = constant}, {@code key IN (constants)} or {@code key BETWEEN a AND b}. */
  private static boolean isCompared(Tokens tokens, int column) {
    int next = column + 1;
    if (tokens.name(next).equals("=")) {
      return isConstant(tokens, next + 1) || tokens.is(next + 1, "any");
    }
    if (tokens.is(next, "between")) {
      return isConstant(tokens, next + 1);
    }
    if (tokens.is(next, "in") && tokens.isSymbol(next + 1, '(')) {
      return isConstant(tokens, next + 2);
    }
    return false;
  }

  private static boolean isConstant(Tokens tokens, int index) {
    if (index >= tokens.size()) {
      return false;
    }
    SqlToken.Kind kind = tokens.get(index).kind();
    return kind == SqlToken.Kind.NUMBER
        || kind == SqlToken.Kind.STRING
        || kind == SqlToken.Kind.PARAMETER;
  }

  /** Whether columns of these names tell one row from the others. */
  private static boolean isKey(Step step, @Nullable Relation table, Set<String> names) {
    Set<Integer> numbers = new HashSet<>();
    for (String name : names) {
      Column column = table == null ? null : step.column(table, name);
      if (KEYS.contains(name) || (column == null && LIKELY_KEYS.contains(name))) {
        return true;
      }
      if (column != null) {
        numbers.add(column.number());
      }
    }
    if (table == null || numbers.isEmpty()) {
      return false;
    }
    for (TableConstraint constraint : step.catalog().constraints(table)) {
      if (constraint.isUnique()
          && !constraint.columns().isEmpty()
          && numbers.containsAll(constraint.columns())) {
        return true;
      }
    }
    return step.catalog().hasUniqueIndex(table, numbers);
  }
}
