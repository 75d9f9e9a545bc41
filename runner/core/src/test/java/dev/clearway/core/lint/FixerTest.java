/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rewritten scripts lint clean, and a server ends with the same schema. */
@PostgresTest
class FixerTest {

  private static final String BEFORE =
      "create table p (id bigint primary key, b int);"
          + " create table t (id bigint primary key, a int, b text, p_id bigint, \"C d\" int);"
          + " create index t_b_idx on t (b); create index t_p_idx on t (p_id);";

  /** Everything that a schema is, in words; names included. */
  private static final String SCHEMA =
      """
      select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
        and c.relkind = 'r'
      union all
      select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || convalidated || ' '
        || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace
      union all
      select 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid
      from pg_index join pg_class c on c.oid = indexrelid
      where c.relnamespace = 'public'::regnamespace
      order by 1
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index t_a_idx on t (a);",
        "-- a comment\ncreate unique index if not exists u on t (lower(b)) where a > 3;",
        "alter table t add constraint k foreign key (p_id) references p (id) on delete cascade;",
        "alter table t add foreign key (p_id) references p;",
        "alter table only t add constraint c check (a > 0 and b <> ';');",
        "alter table t alter column a set not null;",
        "alter table t alter \"C d\" set not null;",
        "alter table t add constraint u unique (a, \"C d\");",
        "alter table t add constraint \"order\" unique (\"C d\");",
        "alter table t add constraint \"user\" check (a > 0);",
        "drop index t_b_idx;",
        "alter table t add column n text default 'x, y', add constraint c check (a > 0),"
            + " alter b set not null;",
        "alter table t add constraint c check (a > 0) not valid;"
            + "\nalter table t validate constraint c;",
        "create table s (id bigint primary key, t_id bigint references t);\n"
            + "create index on s (t_id);\nalter table t add constraint c check (a > 0);",
      })
  void reachesTheSameSchema(String sql, TestDatabase database) throws SQLException {
    List<LintScript> scripts = new ArrayList<>();
    scripts.add(LintScript.of("V1__before.sql", ScriptKind.VERSIONED, BEFORE));
    scripts.add(LintScript.of("V2__x.sql", ScriptKind.VERSIONED, sql));
    List<Finding> findings = LintFixture.lint(LintSettings.DEFAULT, scripts);

    List<String> fixed = new Fixer().fix(scripts.get(1), findings);

    assertThat(fixed).isNotEmpty();
    List<LintScript> safe = new ArrayList<>(List.of(scripts.get(0)));
    for (int i = 0; i < fixed.size(); i++) {
      safe.add(LintScript.of("V2." + i + "__x.sql", ScriptKind.VERSIONED, fixed.get(i)));
    }
    assertThat(LintFixture.lint(LintSettings.DEFAULT, safe))
        .filteredOn(f -> !f.script().startsWith("V1") && f.severity().isAtLeast(Severity.WARNING))
        .isEmpty();
    List<String> wanted = schemaAfter(database, List.of(BEFORE, sql));
    List<String> statements = new ArrayList<>(List.of(BEFORE));
    statements.addAll(fixed);
    assertThat(schemaAfter(database, statements)).isEqualTo(wanted);
  }

  private static List<String> schemaAfter(TestDatabase database, List<String> scripts)
      throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema public cascade; create schema public");
      for (String script : scripts) {
        for (String one : split(script)) {
          statement.execute(one);
        }
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(SCHEMA)) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
      return rows;
    }
  }

  static List<String> split(String script) {
    List<String> statements = new ArrayList<>();
    StatementSplitter splitter = new StatementSplitter(script);
    StatementSplitter.Piece piece = splitter.next();
    while (piece != null) {
      statements.add(script.substring(piece.start(), piece.end()));
      piece = splitter.next();
    }
    return statements;
  }
}
