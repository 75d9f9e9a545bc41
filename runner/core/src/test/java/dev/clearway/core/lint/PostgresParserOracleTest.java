/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.TableAction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our statement model against PostgreSQL's own parser, over statements that are put together at
 * random and over those of the rules' cases: none may silently be something else. Only with the
 * profile {@code oracle}, for it fetches libpg-query with npm: {@code mvn -Poracle -pl runner/core
 * -am test}.
 */
@EnabledIfSystemProperty(named = "clearway.oracle", matches = "true")
class PostgresParserOracleTest {

  private static final int STATEMENTS = 2_000;
  private static final String LIBRARY = "libpg-query@18.1.5";

  /** What PostgreSQL calls what we have one name for, of statements with nothing to compare. */
  private static final Map<String, Set<String>> SAME =
      Map.ofEntries(
          entry("AlterAllInTablespace", "AlterTableMoveAllStmt"),
          entry("AlterDomain", "AlterDomainStmt"),
          entry("AlterSequence", "AlterSeqStmt"),
          entry("AlterType", "AlterEnumStmt", "ALTER composite ONLY: AT_DropColumn a"),
          entry("Analyze", "ANALYZE"),
          entry("Call", "CallStmt"),
          entry("Cluster", "ClusterStmt"),
          entry("Comment", "CommentStmt", "SecLabelStmt"),
          entry("Copy", "CopyStmt"),
          entry("CreateDomain", "CreateDomainStmt"),
          entry("CreateFunction", "CreateFunctionStmt"),
          entry("CreateSchema", "CreateSchemaStmt"),
          entry("CreateSequence", "CreateSeqStmt"),
          entry("CreateStatistics", "CreateStatsStmt"),
          entry("CreateTableAs", "CreateTableAsStmt", "SelectStmt"),
          entry("CreateTrigger", "CreateTrigStmt"),
          entry("CreateType", "CreateEnumStmt", "CompositeTypeStmt", "CreateRangeStmt"),
          entry("CreateView", "ViewStmt", "CreateTableAsStmt"),
          entry("DoBlock", "DoStmt"),
          entry("Grant", "GrantStmt"),
          entry("OpaqueCode", "CreateExtensionStmt", "AlterExtensionStmt", "ExecuteStmt"),
          entry("Owned", "DropOwnedStmt", "ReassignOwnedStmt"),
          entry("Publication", "CreatePublicationStmt"),
          entry("RefreshMaterializedView", "RefreshMatViewStmt"),
          entry("Reindex", "ReindexStmt"),
          entry("SelectStmt", "ExplainStmt"),
          entry("SetParameter", "VariableSetStmt", "SelectStmt"),
          entry(
              "TableObject",
              "RuleStmt",
              "CreatePolicyStmt",
              "AlterPolicyStmt",
              "DROP OBJECT_TRIGGER 1",
              "DROP OBJECT_RULE 1",
              "DROP OBJECT_POLICY 1",
              "RENAME OBJECT_TRIGGER h",
              "RENAME OBJECT_TRIGGER trg2"),
          entry("Transaction", "TransactionStmt"),
          entry("DROP OBJECT_DATABASE 1", "DropdbStmt"),
          entry("DROP OBJECT_OTHER 1", "DropRoleStmt"),
          entry("CREATE ft p", "CreateForeignTableStmt"),
          // what locks no table
          entry(
              "Other",
              "AlterDatabaseSetStmt",
              "AlterDatabaseStmt",
              "AlterDefaultPrivilegesStmt",
              "AlterEventTrigStmt",
              "AlterFunctionStmt",
              "AlterOwnerStmt",
              "AlterRoleSetStmt",
              "AlterSystemStmt",
              "CreateCastStmt",
              "CreateEventTrigStmt",
              "CreateRoleStmt",
              "CreatedbStmt",
              "DefineStmt",
              "ImportForeignSchemaStmt",
              "NotifyStmt"));

  /** Words for what the model does not tell apart, or calls by another name. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("ClusterMark", "AT_ClusterOn"),
          Map.entry("AT_DropCluster", "AT_ClusterOn"),
          Map.entry(" ReplicaIdentity", " AT_ReplicaIdentity"),
          Map.entry(" AlterConstraint", " AT_AlterConstraint"),
          Map.entry("AT_EnableAlwaysTrig", "AT_EnableTrig"),
          Map.entry("AT_EnableReplicaTrig", "AT_EnableTrig"),
          Map.entry("AT_DisableTrigUser", "AT_DisableTrigAll"),
          Map.entry("AT_NoForceRowSecurity", "AT_EnableRowSecurity"),
          Map.entry("AT_ForceRowSecurity", "AT_EnableRowSecurity"),
          Map.entry("AT_ResetRelOptions", "AT_SetRelOptions"),
          Map.entry("CONSTR_NOTNULL NOT_VALID", "CONSTR_NOTNULL"),
          Map.entry("OBJECT_PROCEDURE", "OBJECT_FUNCTION"),
          Map.entry("OBJECT_AGGREGATE", "OBJECT_FUNCTION"));

  @TempDir Path directory;

  private final SqlParser parser = new SqlParser();
  private final Random random = new Random(20261121);

  @Test
  void noStatementIsSilentlySomethingElse() throws Exception {
    Set<String> statements = new LinkedHashSet<>();
    while (statements.size() < STATEMENTS) {
      statements.add(statement());
    }
    for (RuleCasesTest.Case c : RuleCasesTest.cases()) {
      LintFixture.scripts(c.sql()).forEach(script -> statements.addAll(split(script.text())));
    }
    List<String> all = List.copyOf(statements);
    List<String> told = oracle(all);
    assertThat(told).hasSameSizeAs(all);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    int unparsed = 0;
    for (int i = 0; i < all.size(); i++) {
      if (told.get(i).equals("REFUSED")) {
        continue;
      }
      SqlCommand command = parser.parse(all.get(i));
      if (command instanceof SqlCommand.Unparsed) {
        // not silent: it is a finding
        unparsed++;
        continue;
      }
      compared++;
      String ours = describe(command);
      boolean same =
          plain(ours).equals(plain(told.get(i)))
              || SAME.getOrDefault(ours, Set.of()).contains(told.get(i));
      if (!same) {
        wrong.add(all.get(i) + "\n   ours   " + ours + "\n   theirs " + told.get(i));
      }
    }
    System.out.printf("compared %d statements, %d are not parsed%n", compared, unparsed);
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(1_000);
  }

  private static Map.Entry<String, Set<String>> entry(String ours, String... theirs) {
    return Map.entry(ours, Set.of(theirs));
  }

  private static String plain(String description) {
    String plain = description;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      plain = plain.replace(word.getKey(), word.getValue());
    }
    return plain;
  }

  private static List<String> split(String script) {
    List<String> statements = new ArrayList<>();
    StatementSplitter splitter = new StatementSplitter(script);
    for (StatementSplitter.Piece piece = splitter.next(); piece != null; piece = splitter.next()) {
      if (piece.broken() < 0) {
        statements.add(script.substring(piece.start(), piece.end()));
      }
    }
    return statements;
  }

  /** Fetches the library once; {@code clean} takes it away again. */
  private static Path library() throws IOException, InterruptedException {
    Path place = Files.createDirectories(Path.of("target", "oracle").toAbsolutePath());
    Path modules = place.resolve("node_modules");
    if (!Files.exists(modules.resolve("libpg-query"))) {
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  place.toString(),
                  LIBRARY)
              .redirectErrorStream(true)
              .redirectOutput(place.resolve("npm.log").toFile())
              .start();
      assertThat(npm.waitFor()).as("npm, see target/oracle/npm.log").isZero();
    }
    return modules;
  }

  private List<String> oracle(List<String> statements) throws IOException, InterruptedException {
    Path script = directory.resolve("oracle.cjs");
    try (InputStream in = getClass().getResourceAsStream("oracle.cjs")) {
      Files.copy(in, script);
    }
    ProcessBuilder node = new ProcessBuilder("node", script.toString());
    node.environment().put("NODE_PATH", library().toString());
    Process process = node.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(String.join("\0", statements).getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  // ---------------------------------------------------------------- what we make of it

  private static String word(boolean yes, String text) {
    return yes ? " " + text : "";
  }

  private static String describe(SqlCommand command) {
    if (command instanceof SqlCommand.AlterRelation c) {
      return alter(c);
    }
    if (command instanceof SqlCommand.CreateIndex c) {
      return "INDEX "
          + c.table().name().name()
          + word(c.concurrently(), "CONCURRENTLY")
          + word(c.unique(), "UNIQUE")
          + word(c.ifNotExists(), "IF_NOT_EXISTS");
    }
    if (command instanceof SqlCommand.Drop c) {
      String kind = c.kind() == ObjectKind.MATERIALIZED_VIEW ? "MATVIEW" : c.kind().name();
      return "DROP OBJECT_"
          + kind
          + " "
          + c.names().size()
          + word(c.concurrently(), "CONCURRENTLY")
          + word(c.cascade(), "CASCADE");
    }
    if (command instanceof SqlCommand.Truncate c) {
      return "TRUNCATE " + c.tables().size() + word(c.cascade(), "CASCADE");
    }
    if (command instanceof SqlCommand.CreateTable c) {
      String persistence =
          switch (c.persistence()) {
            case PERMANENT -> "p";
            case UNLOGGED -> "u";
            case TEMPORARY -> "t";
          };
      return "CREATE "
          + c.name().name()
          + " "
          + persistence
          + word(c.ifNotExists(), "IF_NOT_EXISTS")
          + word(c.partitionOf() != null, "PARTITION");
    }
    if (command instanceof SqlCommand.Vacuum c) {
      return "VACUUM" + word(c.full(), "FULL");
    }
    if (command instanceof SqlCommand.LockTables c) {
      // PostgreSQL counts the modes from ACCESS SHARE, 1
      return "LOCK " + c.tables().size() + " " + (List.of(LockMode.values()).indexOf(c.mode()) + 1);
    }
    if (command instanceof SqlCommand.Data c) {
      return switch (c.query().kind()) {
        case SELECT -> "SelectStmt";
        case INSERT -> "InsertStmt " + c.query().target().name();
        case UPDATE -> "UpdateStmt " + c.query().target().name();
        case DELETE -> "DeleteStmt " + c.query().target().name();
        case MERGE -> "MergeStmt " + c.query().target().name();
      };
    }
    if (command instanceof SqlCommand.RenameSchema c) {
      return "RENAME OBJECT_SCHEMA " + c.newName();
    }
    return command.getClass().getSimpleName();
  }

  private static String alter(SqlCommand.AlterRelation c) {
    TableAction first = c.actions().get(0);
    String kind = c.kind() == ObjectKind.MATERIALIZED_VIEW ? "MATVIEW" : c.kind().name();
    if (first instanceof TableAction.Rename a) {
      return "RENAME OBJECT_" + kind + " " + a.newName();
    }
    if (first instanceof TableAction.RenameColumn a) {
      return "RENAME OBJECT_COLUMN " + a.newName();
    }
    if (first instanceof TableAction.RenameConstraint a) {
      return "RENAME OBJECT_TABCONSTRAINT " + a.newName();
    }
    if (first instanceof TableAction.SetSchema) {
      return "AlterObjectSchemaStmt";
    }
    return "ALTER "
        + c.relation().name().name()
        + word(c.relation().only(), "ONLY")
        + ": "
        + String.join(", ", c.actions().stream().map(PostgresParserOracleTest::action).toList());
  }

  private static String action(TableAction action) {
    if (action instanceof TableAction.AddColumn a) {
      List<String> list = new ArrayList<>();
      for (Constraint constraint : a.column().constraints()) {
        list.add(kind(constraint));
      }
      if (a.column().defaultValue() != null
          && a.column().generation() == ColumnDefinition.Generation.NONE) {
        list.add("CONSTR_DEFAULT");
      }
      if (a.column().generation() == ColumnDefinition.Generation.IDENTITY) {
        list.add("CONSTR_IDENTITY");
      } else if (a.column().generation() != ColumnDefinition.Generation.NONE) {
        list.add("CONSTR_GENERATED");
      }
      return "AT_AddColumn "
          + a.column().name()
          + (list.isEmpty() ? "" : " " + String.join(" ", list.stream().sorted().toList()));
    }
    if (action instanceof TableAction.DropColumn a) {
      return "AT_DropColumn " + a.column();
    }
    if (action instanceof TableAction.ChangeType a) {
      return "AT_AlterColumnType " + a.column();
    }
    if (action instanceof TableAction.SetDefault) {
      return "AT_ColumnDefault";
    }
    if (action instanceof TableAction.SetExpression) {
      return "AT_SetExpression";
    }
    if (action instanceof TableAction.ChangeColumn a) {
      return switch (a.change()) {
        case DROP_DEFAULT -> "AT_ColumnDefault";
        case SET_NOT_NULL -> "AT_SetNotNull";
        case DROP_NOT_NULL -> "AT_DropNotNull";
        case ADD_IDENTITY -> "AT_AddIdentity";
        case SET_IDENTITY, SET_IDENTITY_SEQUENCE -> "AT_SetIdentity";
        case DROP_IDENTITY -> "AT_DropIdentity";
        case DROP_EXPRESSION -> "AT_DropExpression";
        case SET_STATISTICS -> "AT_SetStatistics";
        case SET_OPTIONS -> "AT_SetOptions";
        case SET_STORAGE -> "AT_SetStorage";
        case SET_COMPRESSION -> "AT_SetCompression";
        case SET_FOREIGN_OPTIONS -> "AT_AlterColumnGenericOptions";
      };
    }
    if (action instanceof TableAction.AddConstraint a) {
      return "AT_AddConstraint " + constraint(a.constraint());
    }
    if (action instanceof TableAction.DropConstraint a) {
      return "AT_DropConstraint " + a.name();
    }
    if (action instanceof TableAction.ValidateConstraint) {
      return "AT_ValidateConstraint";
    }
    if (action instanceof TableAction.AttachPartition) {
      return "AT_AttachPartition";
    }
    if (action instanceof TableAction.DetachPartition a) {
      return a.finish()
          ? "AT_DetachPartitionFinalize"
          : "AT_DetachPartition" + word(a.concurrently(), "CONCURRENTLY");
    }
    if (action instanceof TableAction.SetLogged a) {
      return a.logged() ? "AT_SetLogged" : "AT_SetUnLogged";
    }
    if (action instanceof TableAction.SetTablespace) {
      return "AT_SetTableSpace";
    }
    if (action instanceof TableAction.SetAccessMethod) {
      return "AT_SetAccessMethod";
    }
    if (action instanceof TableAction.Inherit) {
      return "AT_AddInherit";
    }
    if (action instanceof TableAction.NoInherit) {
      return "AT_DropInherit";
    }
    if (action instanceof TableAction.StorageParameters) {
      return "AT_SetRelOptions";
    }
    if (action instanceof TableAction.ToggleTrigger a) {
      return (a.enable() ? "AT_EnableTrig" : "AT_DisableTrig") + (a.trigger() == null ? "All" : "");
    }
    if (action instanceof TableAction.Owner) {
      return "AT_ChangeOwner";
    }
    if (action instanceof TableAction.RowSecurity) {
      return "AT_EnableRowSecurity";
    }
    return action.getClass().getSimpleName();
  }

  private static String kind(Constraint constraint) {
    if (constraint instanceof Constraint.Check) {
      return "CONSTR_CHECK";
    }
    if (constraint instanceof Constraint.NotNull) {
      return "CONSTR_NOTNULL";
    }
    if (constraint instanceof Constraint.Unique u) {
      return u.primaryKey() ? "CONSTR_PRIMARY" : "CONSTR_UNIQUE";
    }
    return constraint instanceof Constraint.Exclude ? "CONSTR_EXCLUSION" : "CONSTR_FOREIGN";
  }

  private static String constraint(Constraint constraint) {
    boolean notValid =
        (constraint instanceof Constraint.Check c && c.notValid())
            || (constraint instanceof Constraint.ForeignKey k && k.notValid())
            || (constraint instanceof Constraint.NotNull n && n.notValid());
    boolean using = constraint instanceof Constraint.Unique u && u.usingIndex() != null;
    return kind(constraint) + word(notValid, "NOT_VALID") + word(using, "USING_INDEX");
  }

  // ---------------------------------------------------------------- statements

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String maybe(String text) {
    return random.nextBoolean() ? text : "";
  }

  private String table() {
    return pick("t", "orders", "s.t", "\"Order Lines\"", "only_t", "\"add\"", "x.\"Y\"");
  }

  private String column() {
    return pick("a", "b", "\"C d\"", "type", "name", "\"drop\"", "value");
  }

  private String type() {
    return pick(
        "int",
        "bigint",
        "text",
        "varchar(20)",
        "numeric(10,2)",
        "timestamptz",
        "s.mood",
        "text[]",
        "timestamp(3) without time zone",
        "double precision",
        "uuid",
        "bit varying(3)");
  }

  private String value() {
    return pick(
        "1",
        "'x'",
        "now()",
        "f(1, 'a,b')",
        "'{}'::jsonb",
        "a + 1",
        "array[1,2]",
        "null",
        "coalesce(a, 2)",
        "(select 1)",
        "case when a > 1 then 2 else 3 end");
  }

  private String keyword(String text) {
    return random.nextInt(3) == 0 ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String statement() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5, 6 -> alterTable();
      case 7, 8 ->
          keyword("create ")
              + maybe("unique ")
              + keyword("index ")
              + maybe("concurrently ")
              + pick("", "i ", "if not exists i ")
              + "on "
              + maybe("only ")
              + table()
              + pick("", " using btree", " using gin")
              + " ("
              + column()
              + pick(")", ", lower(b))")
              + maybe(" include (z)")
              + maybe(" where a is not null");
      case 9 ->
          keyword("drop ")
              + pick(
                  "table ",
                  "view ",
                  "materialized view ",
                  "index ",
                  "sequence ",
                  "index concurrently ")
              + maybe("if exists ")
              + table()
              + pick("", ", u", ", v, w")
              + pick("", " cascade", " restrict");
      case 10 ->
          keyword("create ")
              + pick("", "temp ", "unlogged ")
              + "table "
              + maybe("if not exists ")
              + table()
              + pick(
                  " (a int)", " (a int primary key, b text default 'x;y', check (a > 1))",
                  " partition of p for values from (1) to (2)", " (like u including all)",
                  " (a int) partition by range (a)", " (a int references p (b)) inherits (q)");
      case 11 ->
          keyword("truncate ")
              + maybe("table ")
              + maybe("only ")
              + table()
              + maybe(", u")
              + maybe(" restart identity")
              + maybe(" cascade");
      case 12 ->
          keyword("lock ")
              + maybe("table ")
              + table()
              + maybe(", u")
              + pick(
                  "",
                  " in share mode",
                  " in access exclusive mode",
                  " in share row exclusive mode",
                  " in share update exclusive mode")
              + maybe(" nowait");
      case 13 ->
          pick(
                  "vacuum ",
                  "vacuum full ",
                  "vacuum (full) ",
                  "vacuum (full false) ",
                  "vacuum (analyze, verbose) ",
                  "vacuum full verbose ")
              + table();
      case 14 ->
          pick(
              "update " + table() + " set " + column() + " = " + value() + maybe(" where a = 1"),
              "delete from " + table() + maybe(" using u") + maybe(" where a in (select 1)"),
              "insert into " + table() + " select " + value() + maybe(" from u"),
              "with x as (select 1) insert into " + table() + " values (1)",
              "with x as (delete from u returning *) select * from x");
      default -> "alter schema s rename to " + pick("u", "\"V\"");
    };
  }

  private String alterTable() {
    String head = keyword("alter table ") + maybe("if exists ") + maybe("only ") + table() + " ";
    if (random.nextInt(6) == 0) {
      return keyword("alter table ")
          + table()
          + " "
          + pick(
              "rename to x",
              "rename " + maybe("column ") + column() + " to \"New\"",
              "rename constraint c to d",
              "set schema s",
              "attach partition p1 for values in (1)",
              "detach partition p1",
              "detach partition p1 concurrently",
              "detach partition p1 finalize",
              "attach partition p1 default");
    }
    StringBuilder actions = new StringBuilder(action());
    for (int n = random.nextInt(3); n > 0; n--) {
      actions.append(", ").append(action());
    }
    return head + actions;
  }

  private String action() {
    String alter = keyword("alter ") + maybe("column ") + column() + " ";
    return switch (random.nextInt(20)) {
      case 0, 1, 2 ->
          keyword("add ")
              + "column "
              + maybe("if not exists ")
              + column()
              + " "
              + type()
              + pick("", " not null", " null")
              + pick(
                  "",
                  " default " + value(),
                  " unique",
                  " primary key",
                  " check (a > 1)",
                  " references p",
                  " references p (a) on delete cascade",
                  " generated always as identity",
                  " generated always as (b + 1) stored",
                  " collate \"C\"");
      case 3 ->
          keyword("drop ")
              + maybe("column ")
              + maybe("if exists ")
              + column()
              + pick("", " cascade", " restrict");
      case 4 -> alter + maybe("set data ") + "type " + type() + maybe(" using b::text");
      case 5 -> alter + "set default " + value();
      case 6 -> alter + pick("drop default", "set not null", "drop not null");
      case 7 ->
          alter
              + pick(
                  "add generated by default as identity",
                  "drop identity if exists",
                  "set generated always",
                  "drop expression",
                  "set expression as (b + 1)");
      case 8 ->
          alter
              + pick(
                  "set statistics 100",
                  "set (n_distinct = 5)",
                  "set storage plain",
                  "set compression lz4");
      case 9, 10 ->
          keyword("add ")
              + maybe("constraint c ")
              + "foreign key (a) references p"
              + maybe(" (b)")
              + pick("", " on delete set null", " match full")
              + pick("", " deferrable", " deferrable initially deferred")
              + maybe(" not valid");
      case 11, 12 ->
          keyword("add ")
              + maybe("constraint c ")
              + "check ("
              + value()
              + " is not null)"
              + maybe(" no inherit")
              + maybe(" not valid");
      case 13 ->
          keyword("add ")
              + maybe("constraint c ")
              + pick("unique ", "primary key ")
              + pick("(a)", "(a, b)", "using index i")
              + maybe(" deferrable");
      case 14 -> keyword("add ") + maybe("constraint c ") + "exclude using gist (a with &&)";
      case 15 -> keyword("drop ") + "constraint " + maybe("if exists ") + "c" + maybe(" cascade");
      case 16 -> "validate constraint c";
      case 17 -> pick("set logged", "set unlogged", "set tablespace x", "set access method heap");
      case 18 -> pick("inherit p", "no inherit p", "set (fillfactor = 70)", "owner to r");
      default ->
          pick(
              "enable trigger g",
              "disable trigger g",
              "disable trigger all",
              "enable trigger all",
              "enable row level security");
    };
  }
}
