/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.antlr.GrammarParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** What it reads, the grammar reads just so; what is unusual it leaves alone. */
class SimpleReaderTest {

  private static @Nullable SqlCommand simple(String sql) {
    return new SimpleReader(sql, SqlParser.tokens(sql, Integer.MAX_VALUE)).read();
  }

  private static @Nullable SqlCommand grammar(String sql) {
    return GrammarParser.parse(sql, SqlParser.tokens(sql, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1, 'a', NULL, true, false, 1.5e3), (2, 'it''s', null, TRUE, FALSE, 0)",
        "insert into App.Orders (id, Note) values (1, '-- no comment')",
        "ALTER TABLE t ADD COLUMN note text",
        "ALTER TABLE app.T add column N varchar not null /* why */ -- and so on",
        "CREATE TABLE t (id bigint PRIMARY KEY, name text)",
        "create table App.t (a int not null, b integer, c smallint, d numeric, e boolean, f date,"
            + " g timestamp, h timestamptz, i uuid, j jsonb, k bytea, l varchar)",
      })
  void readsTheSimplestAsTheGrammarDoes(String sql) {
    assertThat(simple(sql)).isNotNull().isEqualTo(grammar(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (now())",
        "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES (1) RETURNING id",
        "INSERT INTO t SELECT 1",
        "INSERT INTO t VALUES ((SELECT 1))",
        "INSERT INTO t AS x VALUES (1)",
        "INSERT INTO \"T\" VALUES (1)",
        "INSERT INTO t VALUES (E'\\x')",
        "INSERT INTO t VALUES (1)(2)",
        "INSERT INTO t VALUES (1",
        "ALTER TABLE t ADD COLUMN a text DEFAULT 'x'",
        "ALTER TABLE t ADD COLUMN a text, ADD COLUMN b text",
        "ALTER TABLE t ADD COLUMN a text PRIMARY KEY UNIQUE",
        "ALTER TABLE t ADD COLUMN a citext",
        "ALTER TABLE t ADD COLUMN a text[]",
        "ALTER TABLE t ADD COLUMN a text REFERENCES p",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS a text",
        "ALTER TABLE IF EXISTS t ADD COLUMN a text",
        "ALTER TABLE ONLY t ADD COLUMN a text",
        "ALTER TABLE t ADD a text",
        "CREATE TABLE IF NOT EXISTS t (a text)",
        "CREATE TABLE t (a text REFERENCES p)",
        "CREATE TABLE t (LIKE text)",
        "CREATE TABLE t (a text) PARTITION BY HASH (a)",
        "CREATE TABLE t (a text) INHERITS (p)",
        "CREATE TABLE t (a text, PRIMARY KEY (a))",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a text,)",
        "CREATE TABLE t (a text",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TABLE t OF text",
        "CREATE UNLOGGED TABLE t (a text)",
        "SELECT 1",
      })
  void leavesTheRestToTheGrammar(String sql) {
    assertThat(simple(sql)).isNull();
  }

  @Test
  void noKeywordIsTakenForANameWhereTheGrammarDoesNot() {
    List<String> accepted = new ArrayList<>();
    for (int type = 1; type <= SQLParser.VOCABULARY.getMaxTokenType(); type++) {
      String literal = SQLParser.VOCABULARY.getLiteralName(type);
      if (literal == null || !literal.matches("'[A-Z_]+'")) {
        continue;
      }
      String word = literal.substring(1, literal.length() - 1).toLowerCase(Locale.ROOT);
      for (String pattern :
          List.of(
              "insert into %s values (1)",
              "insert into t (%s) values (1)",
              "alter table %s add column a text",
              "alter table t add column %s text",
              "create table %s (a text)",
              "create table t (%s text)")) {
        String sql = String.format(Locale.ROOT, pattern, word);
        SqlCommand read = simple(sql);
        if (read != null) {
          assertThat(read).as(sql).isEqualTo(grammar(sql));
          accepted.add(sql);
        }
      }
    }
    assertThat(accepted).hasSizeGreaterThan(500);
  }
}
