/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.TableRef;
import dev.clearway.core.sql.TableUse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** Collects the tables, functions and casts of a query or an expression. Used once. */
final class QueryReader extends TreeReader {

  private final Map<QualifiedName, TableUse> tables = new LinkedHashMap<>();
  private final Set<QualifiedName> functions = new LinkedHashSet<>();
  private final List<DataType> casts = new ArrayList<>();
  private final Set<String> columns = new LinkedHashSet<>();

  /** The names that WITH defines, innermost statement first: they are no tables. */
  private final Deque<Set<String>> withNames = new ArrayDeque<>();

  /** The locking clauses around, innermost first: a set of aliases, empty for all. */
  private final Deque<Set<String>> rowLocks = new ArrayDeque<>();

  /** Whether what is read now is read to its end. */
  private boolean whole = true;

  QueryReader(String source) {
    super(source);
  }

  Expression expression(String text) {
    return new Expression(text, functions, casts, List.copyOf(tables.values()));
  }

  Query query(SQLParser.Data_statementContext tree) {
    if (tree.insert_stmt_for_psql() != null) {
      return changing(
          Query.Kind.INSERT,
          tree.insert_stmt_for_psql(),
          tree.insert_stmt_for_psql().insert_table_name,
          false);
    }
    if (tree.update_stmt_for_psql() != null) {
      SQLParser.Update_stmt_for_psqlContext update = tree.update_stmt_for_psql();
      update
          .update_set()
          .forEach(set -> set.indirection_identifier().forEach(c -> columns.add(name(c))));
      return changing(Query.Kind.UPDATE, update, update.update_table_name, update.WHERE() != null);
    }
    if (tree.delete_stmt_for_psql() != null) {
      SQLParser.Delete_stmt_for_psqlContext delete = tree.delete_stmt_for_psql();
      return changing(Query.Kind.DELETE, delete, delete.delete_table_name, delete.WHERE() != null);
    }
    if (tree.merge_stmt_for_psql() != null) {
      return changing(
          Query.Kind.MERGE,
          tree.merge_stmt_for_psql(),
          tree.merge_stmt_for_psql().merge_table_name,
          false);
    }
    return select(tree.select_stmt());
  }

  Query select(ParserRuleContext select) {
    walk(select);
    return query(Query.Kind.SELECT, null, isFiltered(select));
  }

  private Query changing(
      Query.Kind kind,
      ParserRuleContext tree,
      SQLParser.Schema_qualified_nameContext target,
      boolean filtered) {
    walk(tree);
    return query(kind, qualifiedName(target), filtered);
  }

  private Query query(Query.Kind kind, @Nullable QualifiedName target, boolean filtered) {
    return new Query(kind, target, filtered, List.copyOf(tables.values()), functions, columns);
  }

  private static boolean isFiltered(ParserRuleContext tree) {
    for (ParseTree child : tree.children) {
      if (child instanceof SQLParser.Select_primaryContext primary) {
        return primary.WHERE() != null;
      }
      if (child instanceof SQLParser.Select_opsContext ops) {
        return isFiltered(ops);
      }
    }
    return false;
  }

  void walk(ParseTree tree) {
    if (tree instanceof SQLParser.Select_stmtContext select) {
      select(select, select.with_clause(), select.after_ops());
    } else if (tree instanceof SQLParser.Select_stmt_no_parensContext select) {
      select(select, select.with_clause(), select.after_ops());
    } else if (tree instanceof SQLParser.Insert_stmt_for_psqlContext insert) {
      statement(
          insert, insert.with_clause(), insert.insert_table_name, false, /* readsTarget= */ false);
    } else if (tree instanceof SQLParser.Update_stmt_for_psqlContext update) {
      statement(
          update,
          update.with_clause(),
          update.update_table_name,
          update.ONLY() != null,
          update.WHERE() == null);
    } else if (tree instanceof SQLParser.Delete_stmt_for_psqlContext delete) {
      statement(
          delete,
          delete.with_clause(),
          delete.delete_table_name,
          delete.ONLY() != null,
          delete.WHERE() == null);
    } else if (tree instanceof SQLParser.Merge_stmt_for_psqlContext merge) {
      statement(merge, merge.with_clause(), merge.merge_table_name, false, true);
    } else if (tree instanceof SQLParser.Select_primaryContext primary) {
      boolean outer = whole;
      whole &= primary.WHERE() == null;
      if (primary.TABLE() != null) {
        read(primary.schema_qualified_name(), primary.ONLY() != null, null);
      }
      walkChildren(primary);
      whole = outer;
    } else if (tree instanceof SQLParser.From_primaryContext from
        && from.schema_qualified_name() != null) {
      String alias = from.alias_clause() == null ? null : name(from.alias_clause().alias);
      read(from.schema_qualified_name(), from.ONLY() != null, alias);
      walkChildren(from);
    } else if (tree instanceof SQLParser.Value_expression_primaryContext primary
        && primary.EXISTS() != null) {
      boolean outer = whole;
      whole = false;
      walkChildren(primary);
      whole = outer;
    } else {
      if (tree instanceof SQLParser.Function_callContext call
          && call.schema_qualified_name_nontype() != null) {
        functions.add(qualifiedName(call.schema_qualified_name_nontype()));
      } else if (tree instanceof SQLParser.Data_typeContext type) {
        casts.add(dataType(type));
      }
      walkChildren(tree);
    }
  }

  private void walkChildren(ParseTree tree) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      ParseTree child = tree.getChild(i);
      if (child instanceof ParserRuleContext && !(child instanceof SQLParser.With_clauseContext)) {
        walk(child);
      }
    }
  }

  private void select(
      ParserRuleContext select,
      SQLParser.@Nullable With_clauseContext with,
      List<SQLParser.After_opsContext> after) {
    with(with);
    boolean outer = whole;
    int locks = 0;
    for (SQLParser.After_opsContext clause : after) {
      if (clause.LIMIT() != null || clause.FETCH() != null) {
        whole = false;
      }
      if (clause.FOR() != null) {
        Set<String> of = new HashSet<>();
        clause.schema_qualified_name().forEach(n -> of.add(qualifiedName(n).name()));
        rowLocks.push(of);
        locks++;
      }
    }
    walkChildren(select);
    for (int i = 0; i < locks; i++) {
      rowLocks.pop();
    }
    whole = outer;
    withNames.pop();
  }

  private void statement(
      ParserRuleContext tree,
      SQLParser.@Nullable With_clauseContext with,
      SQLParser.Schema_qualified_nameContext target,
      boolean only,
      boolean readsTarget) {
    with(with);
    use(
        new TableUse(
            new TableRef(qualifiedName(target), only),
            LockMode.ROW_EXCLUSIVE,
            whole && readsTarget));
    boolean outer = whole;
    if (tree instanceof SQLParser.Update_stmt_for_psqlContext
        || tree instanceof SQLParser.Delete_stmt_for_psqlContext) {
      whole &= readsTarget;
    }
    walkChildren(tree);
    whole = outer;
    withNames.pop();
  }

  /** Opens a scope with the names of {@code with}, and walks what they stand for. */
  private void with(SQLParser.@Nullable With_clauseContext with) {
    Set<String> names = new HashSet<>();
    withNames.push(names);
    if (with == null) {
      return;
    }
    for (SQLParser.With_queryContext query : with.with_query()) {
      String name = name(query.query_name);
      if (with.RECURSIVE() != null) {
        names.add(name);
      }
      walkChildren(query);
      names.add(name);
    }
  }

  private void read(
      SQLParser.Schema_qualified_nameContext tree, boolean only, @Nullable String alias) {
    QualifiedName table = qualifiedName(tree);
    if (table.schema() == null && withNames.stream().anyMatch(n -> n.contains(table.name()))) {
      return;
    }
    String shown = alias == null ? table.name() : alias;
    boolean locked = rowLocks.stream().anyMatch(of -> of.isEmpty() || of.contains(shown));
    use(
        new TableUse(
            new TableRef(table, only), locked ? LockMode.ROW_SHARE : LockMode.ACCESS_SHARE, whole));
  }

  private void use(TableUse use) {
    tables.merge(
        use.table().name(),
        use,
        (a, b) ->
            new TableUse(
                new TableRef(a.table().name(), a.table().only() && b.table().only()),
                a.mode().strongest(b.mode()),
                a.whole() || b.whole()));
  }
}
