/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Persistence;
import dev.clearway.core.sql.SqlCommand.Verb;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableRef;
import dev.clearway.core.sql.TableUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** Reads the tree of one statement into the model. */
final class CommandReader extends TreeReader {

  private final TableActionReader actions;

  CommandReader(String source) {
    super(source);
    actions = new TableActionReader(source);
  }

  SqlCommand read(SQLParser.StatementContext tree) {
    if (tree.data_statement() != null) {
      return data(tree.data_statement());
    }
    if (tree.script_statement() != null) {
      SQLParser.Script_statementContext script = tree.script_statement();
      return script.script_transaction() != null
          ? transaction(script.script_transaction())
          : additional(script.script_additional());
    }
    SQLParser.Schema_statementContext schema = tree.schema_statement();
    if (schema.schema_create() != null) {
      return create(schema.schema_create());
    }
    if (schema.schema_alter() != null) {
      return alter(schema.schema_alter());
    }
    return drop(schema.schema_drop());
  }

  // ---------------------------------------------------------------- data and transactions

  private SqlCommand data(SQLParser.Data_statementContext tree) {
    Query query = new QueryReader(source).query(tree);
    SQLParser.Into_tableContext into =
        tree.select_stmt() == null ? null : first(SQLParser.Into_tableContext.class, tree);
    if (into != null) {
      Persistence persistence =
          into.UNLOGGED() != null
              ? Persistence.UNLOGGED
              : into.TEMP() != null || into.TEMPORARY() != null
                  ? Persistence.TEMPORARY
                  : Persistence.PERMANENT;
      return new SqlCommand.CreateTableAs(
          qualifiedName(into.schema_qualified_name()), persistence, false, query);
    }
    return new SqlCommand.Data(query);
  }

  private SqlCommand transaction(SQLParser.Script_transactionContext tree) {
    if (tree.lock_table() != null) {
      SQLParser.Lock_tableContext lock = tree.lock_table();
      return new SqlCommand.LockTables(
          lock.only_table_multiply().stream().map(this::tableRef).toList(),
          lockMode(lock.lock_mode()),
          lock.NOWAIT() != null);
    }
    boolean prepared = tree.PREPARED() != null;
    SqlCommand.Transaction.Step kind;
    if (tree.PREPARE() != null) {
      kind = SqlCommand.Transaction.Step.PREPARE;
    } else if (tree.ROLLBACK() != null && tree.TO() != null) {
      kind = SqlCommand.Transaction.Step.ROLLBACK_TO;
    } else if (tree.ROLLBACK() != null || tree.ABORT() != null) {
      kind =
          prepared
              ? SqlCommand.Transaction.Step.ROLLBACK_PREPARED
              : SqlCommand.Transaction.Step.ROLLBACK;
    } else if (tree.COMMIT() != null || tree.END() != null) {
      kind =
          prepared
              ? SqlCommand.Transaction.Step.COMMIT_PREPARED
              : SqlCommand.Transaction.Step.COMMIT;
    } else if (tree.RELEASE() != null) {
      kind = SqlCommand.Transaction.Step.RELEASE;
    } else if (tree.SAVEPOINT() != null) {
      kind = SqlCommand.Transaction.Step.SAVEPOINT;
    } else {
      kind = SqlCommand.Transaction.Step.BEGIN;
    }
    return new SqlCommand.Transaction(kind);
  }

  private static LockMode lockMode(SQLParser.@Nullable Lock_modeContext tree) {
    if (tree == null) {
      return LockMode.ACCESS_EXCLUSIVE;
    }
    StringBuilder name = new StringBuilder();
    if (tree.ACCESS() != null) {
      name.append("ACCESS ");
    }
    if (tree.SHARE() != null && tree.EXCLUSIVE() != null) {
      name.append(tree.ROW() != null ? "SHARE ROW " : "SHARE UPDATE ");
    } else if (tree.ROW() != null) {
      name.append("ROW ");
    }
    name.append(tree.EXCLUSIVE() != null ? "EXCLUSIVE" : "SHARE");
    return LockMode.valueOf(name.toString().replace(' ', '_'));
  }

  private SqlCommand additional(SQLParser.Script_additionalContext tree) {
    if (tree.VACUUM() != null) {
      return vacuum(tree);
    }
    if (tree.CALL() != null) {
      SQLParser.Function_callContext call = tree.function_call();
      return call.schema_qualified_name_nontype() == null
          ? new SqlCommand.OpaqueCode("CALL")
          : new SqlCommand.Call(
              qualifiedName(call.schema_qualified_name_nontype()),
              new QueryReader(source).select(call));
    }
    if (tree.declare_statement() != null) {
      // its rows are read by FETCH
      return new SqlCommand.Data(
          planned(new QueryReader(source).select(tree.declare_statement().select_stmt())));
    }
    if (tree.execute_statement() != null) {
      return new SqlCommand.OpaqueCode("EXECUTE");
    }
    if (tree.explain_statement() != null) {
      return explain(tree.explain_statement());
    }
    if (tree.additional_statement() != null) {
      return additional(tree.additional_statement());
    }
    return other(tree);
  }

  private SqlCommand explain(SQLParser.Explain_statementContext tree) {
    boolean runs =
        tree.analyze_keyword() != null
            || tree.explain_option().stream().anyMatch(o -> o.analyze_keyword() != null);
    SQLParser.Explain_queryContext query = tree.explain_query();
    if (query.execute_statement() != null) {
      return new SqlCommand.OpaqueCode("EXECUTE");
    }
    ParserRuleContext inner =
        query.data_statement() != null
            ? query.data_statement()
            : first(SQLParser.Select_stmtContext.class, query);
    if (inner instanceof SQLParser.Data_statementContext data) {
      Query read = new QueryReader(source).query(data);
      return new SqlCommand.Data(runs ? read : planned(read));
    }
    return inner == null ? other(tree) : new SqlCommand.Data(new QueryReader(source).select(inner));
  }

  /** What only planning a query does: the same locks, but no function runs and nothing is read. */
  private static Query planned(Query query) {
    return new Query(
        query.kind(),
        query.target(),
        query.filtered(),
        query.tables().stream().map(t -> new TableUse(t.table(), t.mode(), false)).toList(),
        Set.of(),
        query.columns());
  }

  private SqlCommand vacuum(SQLParser.Script_additionalContext tree) {
    SQLParser.Vacuum_modeContext mode = tree.vacuum_mode();
    boolean full = mode.FULL() != null;
    boolean analyze = mode.analyze_keyword() != null;
    for (SQLParser.Vacuum_optionContext option : mode.vacuum_option()) {
      full |= option.FULL() != null && isOn(option.boolean_value());
      analyze |= option.analyze_keyword() != null && isOn(option.boolean_value());
    }
    return new SqlCommand.Vacuum(tables(tree.table_cols_list()), full, analyze);
  }

  private boolean isOn(SQLParser.@Nullable Boolean_valueContext value) {
    if (value == null) {
      return true;
    }
    String written = text(value).replace("'", "").toLowerCase(Locale.ROOT);
    return written.equals("true") || written.equals("on") || written.equals("1");
  }

  private List<TableRef> tables(SQLParser.@Nullable Table_cols_listContext tree) {
    if (tree == null) {
      return List.of();
    }
    return tree.inheritance_specified_table_cols().stream()
        .map(t -> new TableRef(qualifiedName(t.schema_qualified_name()), t.ONLY() != null))
        .toList();
  }

  private SqlCommand additional(SQLParser.Additional_statementContext tree) {
    if (tree.anonymous_block() != null) {
      return doBlock(tree.anonymous_block());
    }
    if (tree.analyze_keyword() != null) {
      return new SqlCommand.Analyze(tables(tree.table_cols_list()));
    }
    if (tree.cluster_stmt() != null) {
      SQLParser.Cluster_stmtContext cluster = tree.cluster_stmt();
      return new SqlCommand.Cluster(
          qualifiedNameOrNull(cluster.schema_qualified_name()),
          cluster.identifier() == null ? null : name(cluster.identifier()));
    }
    if (tree.RESET() != null) {
      String parameter =
          tree.ALL() != null
              ? "all"
              : tree.ZONE() != null
                  ? "timezone"
                  : tree.AUTHORIZATION() != null
                      ? "session_authorization"
                      : dotted(tree.identifier());
      return new SqlCommand.SetParameter(parameter, List.of(), false);
    }
    if (tree.REFRESH() != null) {
      return new SqlCommand.RefreshMaterializedView(
          qualifiedName(tree.schema_qualified_name()),
          tree.CONCURRENTLY() != null,
          tree.NO() == null);
    }
    if (tree.PREPARE() != null) {
      return tree.data_statement() == null
          ? other(tree)
          : new SqlCommand.Prepare(new QueryReader(source).query(tree.data_statement()));
    }
    if (tree.REASSIGN() != null) {
      List<SQLParser.User_nameContext> roles = tree.user_name();
      return new SqlCommand.Owned(false, names(roles.subList(0, roles.size() - 1)), false);
    }
    if (tree.copy_statement() != null) {
      return copy(tree.copy_statement());
    }
    if (tree.truncate_stmt() != null) {
      SQLParser.Truncate_stmtContext truncate = tree.truncate_stmt();
      return new SqlCommand.Truncate(
          truncate.only_table_multiply().stream().map(this::tableRef).toList(),
          truncate.RESTART() != null,
          isCascade(truncate.cascade_restrict()));
    }
    if (tree.reindex_stmt() != null) {
      return reindex(tree.reindex_stmt());
    }
    return other(tree);
  }

  private SqlCommand doBlock(SQLParser.Anonymous_blockContext tree) {
    String language = "plpgsql";
    SQLParser.SconstContext body = tree.sconst(tree.sconst().size() - 1);
    if (tree.LANGUAGE() != null && tree.identifier() != null) {
      language = name(tree.identifier());
    } else if (tree.sconst().size() == 2) {
      boolean first = tree.getChild(1) instanceof TerminalNode;
      language = string(tree.sconst(first ? 0 : 1));
      body = tree.sconst(first ? 1 : 0);
    }
    return new SqlCommand.DoBlock(language, string(body));
  }

  private SqlCommand copy(SQLParser.Copy_statementContext tree) {
    SQLParser.Copy_from_statementContext from = tree.copy_from_statement();
    if (from != null) {
      return new SqlCommand.Copy(true, tableQuery(from.table_cols(), Query.Kind.INSERT));
    }
    SQLParser.Copy_to_statementContext to = tree.copy_to_statement();
    return new SqlCommand.Copy(
        false,
        to.table_cols() != null
            ? tableQuery(to.table_cols(), Query.Kind.SELECT)
            : new QueryReader(source).query(to.data_statement()));
  }

  private Query tableQuery(SQLParser.Table_colsContext tree, Query.Kind kind) {
    boolean writes = kind == Query.Kind.INSERT;
    QualifiedName table = qualifiedName(tree.schema_qualified_name());
    return new Query(
        kind,
        writes ? table : null,
        false,
        List.of(
            new TableUse(
                new TableRef(table, true),
                writes ? LockMode.ROW_EXCLUSIVE : LockMode.ACCESS_SHARE,
                !writes)),
        Set.of(),
        Set.of());
  }

  private SqlCommand reindex(SQLParser.Reindex_stmtContext tree) {
    boolean concurrently = tree.CONCURRENTLY() != null;
    if (tree.reindex_options() != null) {
      for (SQLParser.Reindex_optionContext option : tree.reindex_options().reindex_option()) {
        concurrently |= option.CONCURRENTLY() != null && isOn(option.boolean_value());
      }
    }
    SqlCommand.Reindex.Target target =
        tree.INDEX() != null
            ? SqlCommand.Reindex.Target.INDEX
            : tree.TABLE() != null
                ? SqlCommand.Reindex.Target.TABLE
                : tree.SCHEMA() != null
                    ? SqlCommand.Reindex.Target.SCHEMA
                    : tree.DATABASE() != null
                        ? SqlCommand.Reindex.Target.DATABASE
                        : SqlCommand.Reindex.Target.SYSTEM;
    return new SqlCommand.Reindex(
        target, qualifiedNameOrNull(tree.schema_qualified_name()), concurrently);
  }

  // ---------------------------------------------------------------- CREATE and the like

  private SqlCommand create(SQLParser.Schema_createContext tree) {
    if (tree.create_table_statement() != null) {
      return createTable(tree.create_table_statement());
    }
    if (tree.create_table_as_statement() != null) {
      return createTableAs(tree.create_table_as_statement());
    }
    if (tree.create_foreign_table_statement() != null) {
      return createForeignTable(tree.create_foreign_table_statement());
    }
    if (tree.create_index_statement() != null) {
      return createIndex(tree.create_index_statement());
    }
    if (tree.create_view_statement() != null) {
      return createView(tree.create_view_statement());
    }
    if (tree.create_trigger_statement() != null) {
      SQLParser.Create_trigger_statementContext trigger = tree.create_trigger_statement();
      return new SqlCommand.CreateTrigger(
          name(trigger.name),
          qualifiedName(trigger.table_name),
          trigger.ROW() != null,
          trigger.REPLACE() != null,
          qualifiedNameOrNull(trigger.referenced_table_name));
    }
    if (tree.create_rewrite_statement() != null) {
      SQLParser.Create_rewrite_statementContext rule = tree.create_rewrite_statement();
      return new SqlCommand.TableObject(
          Verb.CREATE,
          ObjectKind.RULE,
          name(rule.name),
          qualifiedName(rule.table_name),
          false,
          uses(rule));
    }
    if (tree.create_policy_statement() != null) {
      SQLParser.Create_policy_statementContext policy = tree.create_policy_statement();
      return new SqlCommand.TableObject(
          Verb.CREATE,
          ObjectKind.POLICY,
          name(policy.identifier()),
          qualifiedName(policy.schema_qualified_name()),
          false,
          uses(policy));
    }
    if (tree.create_statistics_statement() != null) {
      SQLParser.Create_statistics_statementContext statistics = tree.create_statistics_statement();
      return new SqlCommand.CreateStatistics(
          qualifiedNameOrNull(statistics.name), qualifiedName(statistics.table_name));
    }
    if (tree.create_function_statement() != null) {
      return createFunction(tree.create_function_statement());
    }
    if (tree.create_type_statement() != null) {
      SQLParser.Create_type_statementContext type = tree.create_type_statement();
      return new SqlCommand.CreateType(qualifiedName(type.name), type.ENUM() != null);
    }
    if (tree.create_domain_statement() != null) {
      SQLParser.Create_domain_statementContext domain = tree.create_domain_statement();
      boolean constrained =
          domain.domain_constraint().stream().anyMatch(c -> c.CHECK() != null || c.NOT() != null);
      return new SqlCommand.CreateDomain(
          qualifiedName(domain.name), dataType(domain.dat_type), constrained);
    }
    if (tree.create_sequence_statement() != null) {
      SQLParser.Create_sequence_statementContext sequence = tree.create_sequence_statement();
      return new SqlCommand.CreateSequence(
          qualifiedName(sequence.name),
          persistence(
              sequence.TEMP() != null || sequence.TEMPORARY() != null, sequence.UNLOGGED() != null),
          sequence.if_not_exists() != null,
          ownedBy(sequence.sequence_body()));
    }
    if (tree.create_schema_statement() != null) {
      SQLParser.Create_schema_statementContext schema = tree.create_schema_statement();
      if (schema.name == null && schema.user_name() == null) {
        // the grammar takes it without a name, the server does not
        return other(tree);
      }
      return new SqlCommand.CreateSchema(
          schema.name != null ? name(schema.name) : name(schema.user_name()),
          schema.if_not_exists() != null);
    }
    if (tree.create_extension_statement() != null) {
      return new SqlCommand.OpaqueCode("CREATE EXTENSION");
    }
    if (tree.create_publication_statement() != null) {
      return publication(tree.create_publication_statement().publication_object());
    }
    if (tree.comment_on_statement() != null) {
      return comment(tree.comment_on_statement().comment_member_object());
    }
    if (tree.security_label() != null) {
      return label(tree.security_label().label_member_object());
    }
    if (tree.rule_common() != null) {
      return grant(tree.rule_common());
    }
    if (tree.set_statement() != null) {
      return set(tree.set_statement().set_action());
    }
    return other(tree);
  }

  private static Persistence persistence(boolean temporary, boolean unlogged) {
    return temporary
        ? Persistence.TEMPORARY
        : unlogged ? Persistence.UNLOGGED : Persistence.PERMANENT;
  }

  private SqlCommand createTable(SQLParser.Create_table_statementContext tree) {
    SQLParser.Define_tableContext define = tree.define_table();
    TableParts parts = new TableParts();
    if (define.define_columns() != null) {
      parts.addColumns(define.define_columns());
    } else if (define.define_type() != null) {
      DataType type = dataType(define.define_type().type_name);
      parts.ofType = type.qualifiedName();
      parts.addTyped(define.define_type().list_of_type_column_def());
    } else {
      parts.addPartition(define.define_partition());
    }
    return parts.table(
        qualifiedName(tree.name),
        persistence(tree.TEMP() != null || tree.TEMPORARY() != null, tree.UNLOGGED() != null),
        /* foreign= */ false,
        tree.if_not_exists() != null,
        tree.partition_by() != null);
  }

  private SqlCommand createForeignTable(SQLParser.Create_foreign_table_statementContext tree) {
    TableParts parts = new TableParts();
    if (tree.define_columns() != null) {
      parts.addColumns(tree.define_columns());
    } else {
      parts.addPartition(tree.define_partition());
    }
    return parts.table(
        qualifiedName(tree.name),
        Persistence.PERMANENT,
        /* foreign= */ true,
        tree.if_not_exists() != null,
        /* partitioned= */ false);
  }

  /** What stands in a table's definition, gathered. */
  private final class TableParts {
    final List<ColumnDefinition> columns = new ArrayList<>();
    final List<Constraint> constraints = new ArrayList<>();
    final List<QualifiedName> like = new ArrayList<>();
    final List<QualifiedName> inherits = new ArrayList<>();
    @Nullable QualifiedName partitionOf;
    @Nullable String bound;
    @Nullable QualifiedName ofType;

    void addColumns(SQLParser.Define_columnsContext tree) {
      for (SQLParser.Table_column_defContext part : tree.table_column_def()) {
        if (part.table_column_definition() != null) {
          columns.add(actions.column(part.table_column_definition()));
        } else if (part.LIKE() != null) {
          like.add(qualifiedName(part.schema_qualified_name()));
        } else {
          addConstraint(part.tabl_constraint);
        }
      }
      if (tree.names_in_parens() != null) {
        inherits.addAll(qualifiedNames(tree.names_in_parens().names_references()));
      }
    }

    void addPartition(SQLParser.Define_partitionContext tree) {
      partitionOf = qualifiedName(tree.parent_table);
      bound = actions.bound(tree.for_values_bound());
      addTyped(tree.list_of_type_column_def());
    }

    void addTyped(SQLParser.@Nullable List_of_type_column_defContext tree) {
      if (tree == null) {
        return;
      }
      for (SQLParser.Table_of_type_column_defContext part : tree.table_of_type_column_def()) {
        if (part.tabl_constraint != null) {
          addConstraint(part.tabl_constraint);
        } else {
          columns.add(actions.column(name(part.identifier()), null, part.constraint_common()));
        }
      }
    }

    private void addConstraint(SQLParser.Constraint_commonContext tree) {
      Constraint constraint = actions.constraint(tree, null);
      if (constraint != null) {
        constraints.add(constraint);
      }
    }

    SqlCommand table(
        QualifiedName name,
        Persistence persistence,
        boolean foreign,
        boolean ifNotExists,
        boolean partitioned) {
      return new SqlCommand.CreateTable(
          name,
          persistence,
          foreign,
          ifNotExists,
          columns,
          constraints,
          like,
          inherits,
          partitionOf,
          bound,
          partitioned,
          ofType);
    }
  }

  private SqlCommand createTableAs(SQLParser.Create_table_as_statementContext tree) {
    if (tree.select_stmt() == null) {
      return new SqlCommand.OpaqueCode("EXECUTE");
    }
    Query query = new QueryReader(source).select(tree.select_stmt());
    return new SqlCommand.CreateTableAs(
        qualifiedName(tree.name),
        persistence(tree.TEMP() != null || tree.TEMPORARY() != null, tree.UNLOGGED() != null),
        tree.if_not_exists() != null,
        tree.NO() != null ? planned(query) : query);
  }

  private SqlCommand createView(SQLParser.Create_view_statementContext tree) {
    boolean materialized = tree.MATERIALIZED() != null;
    boolean withData = materialized && tree.NO() == null;
    Query query = new QueryReader(source).select(tree.v_query);
    return new SqlCommand.CreateView(
        qualifiedName(tree.name),
        persistence(tree.TEMP() != null || tree.TEMPORARY() != null, false),
        materialized,
        tree.REPLACE() != null,
        tree.if_not_exists() != null,
        withData,
        withData ? query : planned(query));
  }

  private SqlCommand createIndex(SQLParser.Create_index_statementContext tree) {
    QualifiedName table = qualifiedName(tree.table_name);
    SQLParser.Index_restContext rest = tree.index_rest();
    return new SqlCommand.CreateIndex(
        tree.name == null ? null : new QualifiedName(table.schema(), name(tree.name)),
        new TableRef(table, tree.ONLY() != null),
        tree.UNIQUE() != null,
        tree.CONCURRENTLY() != null,
        tree.if_not_exists() != null,
        rest.method == null ? "btree" : name(rest.method),
        rest.index_columns().index_column().stream().map(c -> expression(c.column)).toList(),
        rest.index_where() != null);
  }

  private SqlCommand createFunction(SQLParser.Create_function_statementContext tree) {
    String language = "sql";
    String volatility = "volatile";
    String searchPath = null;
    String body = tree.function_body() == null ? null : body(text(tree.function_body()));
    for (SQLParser.Function_actions_commonContext action : tree.function_actions_common()) {
      if (action.lang_name != null) {
        language = name(action.lang_name);
      } else if (action.IMMUTABLE() != null) {
        volatility = "immutable";
      } else if (action.STABLE() != null) {
        volatility = "stable";
      } else if (action.function_def() != null) {
        body = string(action.function_def().definition);
      } else if (action.SET() != null && action.session_local_option() != null) {
        SqlCommand.SetParameter set = parameter(action.session_local_option(), false);
        searchPath = set.parameter().equals("search_path") ? list(set.values()) : searchPath;
      }
    }
    return new SqlCommand.CreateFunction(
        qualifiedName(tree.function_parameters().schema_qualified_name()),
        tree.REPLACE() != null,
        language,
        volatility,
        body,
        searchPath);
  }

  /** A body that is no string: {@code BEGIN ATOMIC ... END} or {@code RETURN expression}. */
  private static String body(String written) {
    String atomic = written.replaceFirst("(?is)^begin\\s+atomic\\b(.*)\\bend$", "$1");
    return atomic.equals(written) ? written.replaceFirst("(?i)^return\\b", "SELECT") : atomic;
  }

  private static String list(List<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  private @Nullable QualifiedName ownedBy(List<SQLParser.Sequence_bodyContext> parts) {
    for (SQLParser.Sequence_bodyContext part : parts) {
      if (part.col_name != null) {
        return tableOfColumn(part.col_name);
      }
    }
    return null;
  }

  private SqlCommand publication(List<SQLParser.Publication_objectContext> objects) {
    List<TableRef> tables = new ArrayList<>();
    for (SQLParser.Publication_objectContext object : objects) {
      object.publication_table_only().forEach(t -> tables.add(tableRef(t.only_table_multiply())));
    }
    return new SqlCommand.Publication(tables);
  }

  private SqlCommand comment(SQLParser.Comment_member_objectContext tree) {
    if (tree.table_name != null) {
      ObjectKind kind =
          tree.TRIGGER() != null
              ? ObjectKind.TRIGGER
              : tree.RULE() != null
                  ? ObjectKind.RULE
                  : tree.POLICY() != null ? ObjectKind.POLICY : ObjectKind.CONSTRAINT;
      return new SqlCommand.Comment(
          kind, tree.DOMAIN() != null ? null : qualifiedName(tree.table_name));
    }
    if (tree.COLUMN() != null) {
      return new SqlCommand.Comment(ObjectKind.COLUMN, tableOfColumn(tree.name));
    }
    ObjectKind kind = kind(tree);
    return new SqlCommand.Comment(
        kind, kind.isRelation() && tree.name != null ? qualifiedName(tree.name) : null);
  }

  private SqlCommand label(SQLParser.Label_member_objectContext tree) {
    if (tree.COLUMN() != null) {
      return new SqlCommand.Comment(ObjectKind.COLUMN, tableOfColumn(tree.schema_qualified_name()));
    }
    ObjectKind kind = kind(tree);
    return new SqlCommand.Comment(
        kind,
        kind.isRelation() && tree.schema_qualified_name() != null
            ? qualifiedName(tree.schema_qualified_name())
            : null);
  }

  /** The tables that queries inside of {@code tree} name. */
  private List<TableUse> uses(ParserRuleContext tree) {
    return new QueryReader(source).select(tree).tables();
  }

  private SqlCommand grant(SQLParser.Rule_commonContext tree) {
    SQLParser.Rule_member_objectContext object = tree.rule_member_object();
    List<QualifiedName> tables = List.of();
    if (object != null) {
      if (object.table_names != null) {
        tables = qualifiedNames(object.table_names);
      } else if (object.SEQUENCE() != null) {
        tables = qualifiedNames(object.names_references());
      } else if (object.ALL() != null && (object.TABLES() != null || object.SEQUENCES() != null)) {
        return new SqlCommand.Grant(isWord(tree.getStart(), "revoke"), List.of());
      }
    }
    return new SqlCommand.Grant(isWord(tree.getStart(), "revoke"), tables);
  }

  private SqlCommand set(SQLParser.Set_actionContext tree) {
    SQLParser.Session_local_optionContext option = tree.session_local_option();
    if (option == null) {
      return new SqlCommand.Transaction(SqlCommand.Transaction.Step.SET);
    }
    return parameter(option, tree.LOCAL() != null);
  }

  private SqlCommand.SetParameter parameter(
      SQLParser.Session_local_optionContext option, boolean local) {
    if (option.zone_value() != null) {
      String zone = text(option.zone_value()).strip();
      boolean byDefault = zone.equalsIgnoreCase("default") || zone.equalsIgnoreCase("local");
      return new SqlCommand.SetParameter(
          "timezone", byDefault ? List.of() : List.of(unquote(zone)), local);
    }
    if (option.role_param != null) {
      return new SqlCommand.SetParameter("role", List.of(name(option.role_param)), local);
    }
    if (option.config_param == null) {
      return new SqlCommand.SetParameter(
          option.AUTHORIZATION() != null ? "session_authorization" : "xmloption", List.of(), local);
    }
    String parameter = name(option.config_param);
    if (option.config_scope != null) {
      parameter = name(option.config_scope) + "." + parameter;
    }
    List<String> values = new ArrayList<>();
    if (option.set_statement_value() != null) {
      for (SQLParser.VexContext value : option.set_statement_value().vex()) {
        values.add(unquote(text(value)));
      }
    }
    return new SqlCommand.SetParameter(parameter, values, local);
  }

  /** A value of SET as the setting gets it: a bare word is folded, quotes go. */
  private static String unquote(String written) {
    if (written.length() >= 2 && (written.startsWith("'") || written.startsWith("\""))) {
      String quote = written.substring(0, 1);
      return written.substring(1, written.length() - 1).replace(quote + quote, quote);
    }
    return Identifiers.fold(written);
  }

  // ---------------------------------------------------------------- ALTER

  private SqlCommand alter(SQLParser.Schema_alterContext tree) {
    if (tree.alter_table_statement() != null) {
      return alterTable(tree.alter_table_statement());
    }
    if (tree.alter_index_statement() != null) {
      SQLParser.Alter_index_statementContext index = tree.alter_index_statement();
      return index.index_def_action() == null
          ? new SqlCommand.AlterAllInTablespace(ObjectKind.INDEX, name(index.identifier()))
          : relation(
              ObjectKind.INDEX,
              index.schema_qualified_name(),
              index.if_exists(),
              actions.index(index.index_def_action()));
    }
    if (tree.alter_view_statement() != null) {
      SQLParser.Alter_view_statementContext view = tree.alter_view_statement();
      return relation(
          ObjectKind.VIEW, view.name, view.if_exists(), actions.view(view.alter_view_action()));
    }
    if (tree.alter_materialized_view_statement() != null) {
      SQLParser.Alter_materialized_view_statementContext view =
          tree.alter_materialized_view_statement();
      if (view.alter_materialized_view_action() == null) {
        return new SqlCommand.AlterAllInTablespace(
            ObjectKind.MATERIALIZED_VIEW, name(view.identifier()));
      }
      return new SqlCommand.AlterRelation(
          ObjectKind.MATERIALIZED_VIEW,
          new TableRef(qualifiedName(view.schema_qualified_name()), false),
          view.if_exists() != null,
          actions.materializedView(view.alter_materialized_view_action()));
    }
    if (tree.alter_sequence_statement() != null) {
      return alterSequence(tree.alter_sequence_statement());
    }
    if (tree.alter_owner_statement() != null) {
      return alterOwner(tree.alter_owner_statement());
    }
    if (tree.alter_trigger_statement() != null) {
      SQLParser.Alter_trigger_statementContext trigger = tree.alter_trigger_statement();
      // DEPENDS ON EXTENSION writes the dependency down, and locks as a comment does
      return trigger.DEPENDS() != null
          ? new SqlCommand.Comment(
              ObjectKind.TRIGGER, qualifiedName(trigger.schema_qualified_name()))
          : new SqlCommand.TableObject(
              Verb.ALTER,
              ObjectKind.TRIGGER,
              name(trigger.identifier(0)),
              qualifiedName(trigger.schema_qualified_name()),
              false,
              List.of());
    }
    if (tree.alter_rule_statement() != null) {
      return new SqlCommand.TableObject(
          Verb.ALTER,
          ObjectKind.RULE,
          name(tree.alter_rule_statement().identifier()),
          qualifiedName(tree.alter_rule_statement().schema_qualified_name()),
          false,
          List.of());
    }
    if (tree.alter_policy_statement() != null) {
      return new SqlCommand.TableObject(
          Verb.ALTER,
          ObjectKind.POLICY,
          name(tree.alter_policy_statement().identifier()),
          qualifiedName(tree.alter_policy_statement().schema_qualified_name()),
          false,
          uses(tree.alter_policy_statement()));
    }
    if (tree.alter_type_statement() != null) {
      return alterType(tree.alter_type_statement());
    }
    if (tree.alter_domain_statement() != null) {
      return alterDomain(tree.alter_domain_statement());
    }
    if (tree.alter_schema_statement() != null) {
      return new SqlCommand.RenameSchema(
          name(tree.alter_schema_statement().identifier()),
          name(tree.alter_schema_statement().rename_to().name));
    }
    if (tree.alter_publication_statement() != null) {
      SQLParser.Alter_publication_actionContext action =
          tree.alter_publication_statement().alter_publication_action();
      return action.publication_object().isEmpty()
          ? other(tree)
          : publication(action.publication_object());
    }
    if (tree.alter_extension_statement() != null) {
      return new SqlCommand.OpaqueCode("ALTER EXTENSION");
    }
    return other(tree);
  }

  private SqlCommand relation(
      ObjectKind kind,
      SQLParser.Schema_qualified_nameContext name,
      SQLParser.@Nullable If_existsContext ifExists,
      TableAction action) {
    return new SqlCommand.AlterRelation(
        kind, new TableRef(qualifiedName(name), false), ifExists != null, List.of(action));
  }

  private SqlCommand alterTable(SQLParser.Alter_table_statementContext tree) {
    return new SqlCommand.AlterRelation(
        tree.FOREIGN() != null ? ObjectKind.FOREIGN_TABLE : ObjectKind.TABLE,
        new TableRef(qualifiedName(tree.name), tree.ONLY() != null),
        tree.if_exists() != null,
        actions.table(tree));
  }

  private SqlCommand alterSequence(SQLParser.Alter_sequence_statementContext tree) {
    TableAction action =
        tree.rename_to() != null
            ? new TableAction.Rename(name(tree.rename_to().name))
            : tree.set_schema() != null
                ? new TableAction.SetSchema(name(tree.set_schema().identifier()))
                : tree.set_logged() != null
                    ? new TableAction.SetLogged(tree.set_logged().LOGGED() != null)
                    : null;
    if (action != null) {
      return relation(ObjectKind.SEQUENCE, tree.name, tree.if_exists(), action);
    }
    boolean restart = !tree.RESTART().isEmpty();
    boolean rewrites = tree.sequence_body().stream().anyMatch(part -> part.OWNED() == null);
    return new SqlCommand.AlterSequence(
        qualifiedName(tree.name),
        tree.if_exists() != null,
        restart,
        restart || rewrites,
        ownedBy(tree.sequence_body()));
  }

  private SqlCommand alterOwner(SQLParser.Alter_owner_statementContext tree) {
    SQLParser.Owner_member_objectContext object = tree.owner_member_object();
    ObjectKind kind = kind(object);
    if (kind.isRelation() && object.name != null) {
      String role = name(tree.owner_to().user_name());
      return relation(kind, object.name, object.if_exists(), new TableAction.Owner(role));
    }
    return other(tree);
  }

  private SqlCommand alterType(SQLParser.Alter_type_statementContext tree) {
    SqlCommand.AlterType.TypeChange change;
    if (tree.new_enum_value != null) {
      change = SqlCommand.AlterType.TypeChange.ADD_VALUE;
    } else if (tree.existing_enum_name != null) {
      change = SqlCommand.AlterType.TypeChange.RENAME_VALUE;
    } else if (!tree.type_action().isEmpty() || tree.attribute_name != null) {
      change = SqlCommand.AlterType.TypeChange.ATTRIBUTE;
    } else if (tree.rename_to() != null) {
      change = SqlCommand.AlterType.TypeChange.RENAME;
    } else {
      change = SqlCommand.AlterType.TypeChange.OTHER;
    }
    return new SqlCommand.AlterType(qualifiedName(tree.name), change);
  }

  private SqlCommand alterDomain(SQLParser.Alter_domain_statementContext tree) {
    SqlCommand.AlterDomain.DomainChange change;
    if (tree.dom_constraint != null) {
      change =
          tree.not_valid != null
              ? SqlCommand.AlterDomain.DomainChange.ADD_CONSTRAINT_NOT_VALID
              : SqlCommand.AlterDomain.DomainChange.ADD_CONSTRAINT;
    } else if (tree.validate_constraint() != null) {
      change = SqlCommand.AlterDomain.DomainChange.VALIDATE_CONSTRAINT;
    } else if (tree.NULL() != null && tree.SET() != null) {
      change = SqlCommand.AlterDomain.DomainChange.SET_NOT_NULL;
    } else {
      change = SqlCommand.AlterDomain.DomainChange.OTHER;
    }
    return new SqlCommand.AlterDomain(qualifiedName(tree.name), change);
  }

  // ---------------------------------------------------------------- DROP

  private SqlCommand drop(SQLParser.Schema_dropContext tree) {
    if (tree.drop_statements() != null) {
      SQLParser.Drop_statementsContext drop = tree.drop_statements();
      SQLParser.If_exist_names_restrict_cascadeContext what =
          drop.if_exist_names_restrict_cascade();
      return new SqlCommand.Drop(
          kind(drop),
          qualifiedNames(what.names_references()),
          what.if_exists() != null,
          drop.CONCURRENTLY() != null,
          isCascade(what.cascade_restrict()));
    }
    if (tree.drop_trigger_statement() != null) {
      SQLParser.Drop_trigger_statementContext trigger = tree.drop_trigger_statement();
      return new SqlCommand.TableObject(
          Verb.DROP,
          ObjectKind.TRIGGER,
          name(trigger.name),
          qualifiedName(trigger.table_name),
          trigger.if_exists() != null,
          List.of());
    }
    if (tree.drop_rule_statement() != null) {
      SQLParser.Drop_rule_statementContext rule = tree.drop_rule_statement();
      return new SqlCommand.TableObject(
          Verb.DROP,
          ObjectKind.RULE,
          name(rule.name),
          qualifiedName(rule.schema_qualified_name()),
          rule.if_exists() != null,
          List.of());
    }
    if (tree.drop_policy_statement() != null) {
      SQLParser.Drop_policy_statementContext policy = tree.drop_policy_statement();
      return new SqlCommand.TableObject(
          Verb.DROP,
          ObjectKind.POLICY,
          name(policy.identifier()),
          qualifiedName(policy.schema_qualified_name()),
          policy.if_exists() != null,
          List.of());
    }
    if (tree.drop_function_statement() != null) {
      SQLParser.Drop_function_statementContext function = tree.drop_function_statement();
      return new SqlCommand.Drop(
          ObjectKind.FUNCTION,
          List.of(qualifiedName(function.name)),
          function.if_exists() != null,
          false,
          isCascade(function.cascade_restrict()));
    }
    if (tree.drop_owned_statement() != null) {
      SQLParser.Drop_owned_statementContext owned = tree.drop_owned_statement();
      return new SqlCommand.Owned(
          true, names(owned.user_name()), isCascade(owned.cascade_restrict()));
    }
    if (tree.drop_database_statement() != null) {
      SQLParser.Drop_database_statementContext database = tree.drop_database_statement();
      return new SqlCommand.Drop(
          ObjectKind.DATABASE,
          List.of(QualifiedName.of(name(database.identifier()))),
          database.if_exists() != null,
          false,
          false);
    }
    ParserRuleContext rest = (ParserRuleContext) tree.getChild(tree.getChildCount() - 1);
    SQLParser.Cascade_restrictContext cascade =
        rest.getRuleContext(SQLParser.Cascade_restrictContext.class, 0);
    return isCascade(cascade)
        ? new SqlCommand.OpaqueCode(head(tree.getParent()) + " CASCADE")
        : other(tree);
  }

  // ---------------------------------------------------------------- small things

  private static boolean isCascade(SQLParser.@Nullable Cascade_restrictContext tree) {
    return tree != null && tree.CASCADE() != null;
  }

  /** The kind of object that the keywords directly below {@code tree} name. */
  private static ObjectKind kind(ParserRuleContext tree) {
    boolean materialized = false;
    boolean foreign = false;
    for (ParseTree child : tree.children) {
      if (!(child instanceof TerminalNode node)) {
        continue;
      }
      switch (node.getSymbol().getType()) {
        case SQLParser.MATERIALIZED -> materialized = true;
        case SQLParser.FOREIGN -> foreign = true;
        case SQLParser.TABLE -> {
          return foreign ? ObjectKind.FOREIGN_TABLE : ObjectKind.TABLE;
        }
        case SQLParser.VIEW -> {
          return materialized ? ObjectKind.MATERIALIZED_VIEW : ObjectKind.VIEW;
        }
        case SQLParser.INDEX -> {
          return ObjectKind.INDEX;
        }
        case SQLParser.SEQUENCE -> {
          return ObjectKind.SEQUENCE;
        }
        case SQLParser.TYPE -> {
          return ObjectKind.TYPE;
        }
        case SQLParser.DOMAIN -> {
          return ObjectKind.DOMAIN;
        }
        case SQLParser.SCHEMA -> {
          return ObjectKind.SCHEMA;
        }
        case SQLParser.DATABASE -> {
          return ObjectKind.DATABASE;
        }
        case SQLParser.EXTENSION -> {
          return ObjectKind.EXTENSION;
        }
        case SQLParser.FUNCTION, SQLParser.PROCEDURE, SQLParser.AGGREGATE, SQLParser.ROUTINE -> {
          return ObjectKind.FUNCTION;
        }
        case SQLParser.STATISTICS -> {
          return ObjectKind.STATISTICS;
        }
        case SQLParser.PUBLICATION -> {
          return ObjectKind.PUBLICATION;
        }
        default -> {
          // part of a longer name, such as TEXT SEARCH PARSER
        }
      }
    }
    return ObjectKind.OTHER;
  }

  private String dotted(List<SQLParser.IdentifierContext> parts) {
    return String.join(".", names(parts));
  }

  private boolean isWord(Token token, String word) {
    return ((SourceToken) token).token().isWord(source, word);
  }

  private SqlCommand other(ParserRuleContext tree) {
    ParserRuleContext top = tree;
    while (!(top instanceof SQLParser.StatementContext) && top.getParent() != null) {
      top = top.getParent();
    }
    return new SqlCommand.Other(head(top));
  }

  /** The first three words, upper-case. */
  private String head(ParserRuleContext tree) {
    String[] words = text(tree).split("[\\s(]+", 4);
    return String.join(" ", Arrays.asList(words).subList(0, Math.min(words.length, 3)))
        .toUpperCase(Locale.ROOT);
  }

  private static <T extends ParserRuleContext> @Nullable T first(
      Class<T> type, ParserRuleContext tree) {
    if (type.isInstance(tree)) {
      return type.cast(tree);
    }
    for (ParseTree child : tree.children == null ? List.<ParseTree>of() : tree.children) {
      if (child instanceof ParserRuleContext rule) {
        T found = first(type, rule);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
