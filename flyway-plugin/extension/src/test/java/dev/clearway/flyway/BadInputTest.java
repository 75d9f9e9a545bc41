/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.testkit.TestDatabase;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that are not what they should be: done, or refused with file and line, never halved. */
class BadInputTest extends WithMigrations {

  @BeforeEach
  void aTable(TestDatabase database) {
    migrations.with("V1__log.sql", "create table log (what text);").set("flyway.mixed", "true");
    migrations.flyway().migrate();
  }

  private static long rows(TestDatabase database) throws Exception {
    return database.queryLong("select count(*) from log");
  }

  private static long applied(TestDatabase database) throws Exception {
    return database.queryLong("select count(*) from flyway_schema_history where success");
  }

  @Test
  void beginAndCommitAroundAScriptAreNotSent(TestDatabase database) throws Exception {
    migrations.with("V2__x.sql", "begin;\ninsert into log values ('a');\ncommit;");
    migrations.flyway().migrate();
    assertThat(rows(database)).isEqualTo(1);

    // it is one transaction all the same
    migrations.with(
        "V3__x.sql", "start transaction;\ninsert into log values ('b');\nselect 1 / 0;\ncommit;");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    assertThat(rows(database)).isEqualTo(1);
    assertThat(applied(database)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into log values ('a');\ncommit;\ninsert into log values ('b');",
        "insert into log values ('a');\nrollback;",
        "insert into log values ('a');\nprepare transaction 'x';",
        "insert into log values ('a');\nbegin;\nvacuum log;",
        "vacuum log;\nbegin;\ninsert into log values ('a');\ncommit;",
        "insert into log values ('a');\n\\i other.sql",
        "insert into log values ('a');\ninsert into log values ('b\0');",
        "vacuum log;\nsavepoint x;\ninsert into log values ('a');",
        "vacuum log;\n\\connect postgres\nselect 1;"
      })
  void whatEndsTheTransactionOrIsNotSqlIsRefusedBeforeAnythingRuns(
      String sql, TestDatabase database) throws Exception {
    migrations.with("V2__x.sql", sql);
    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("V2__x.sql:2: ");
    assertThat(rows(database)).isZero();

    migrations.with("V2__x.sql", "insert into log values ('c');");
    migrations.flyway().migrate();
    assertThat(rows(database)).isEqualTo(1);
    assertThat(applied(database)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copyFromStdin(boolean inTransaction, TestDatabase database) throws Exception {
    migrations.with(
        "V2__x.sql",
        (inTransaction ? "" : "vacuum log;\n") + "copy log from stdin;\na\nb\n\\.\n\nselect 1;\n");
    migrations.flyway().migrate();
    assertThat(rows(database)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-- nothing\n/* at all */\n", ";;\n;", "\n\n"})
  void nothingToDoIsDone(String sql, TestDatabase database) throws Exception {
    migrations.with("V2__x.sql", sql).with("V2__x.sql.conf", "executeInTransaction=false");
    migrations.flyway().migrate();
    migrations.with("V3__x.sql", sql);
    migrations.flyway().migrate();
    assertThat(applied(database)).isEqualTo(3);
  }

  @Test
  void aStatementOfTenMegabytes(TestDatabase database) throws Exception {
    String values =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "('" + "x".repeat(95) + i + "')")
            .collect(Collectors.joining(",\n"));
    migrations
        .with("V2__x.sql", "insert into log values " + values + ";")
        .with("V3__x.sql", "vacuum log;\ninsert into log values " + values + ";");
    migrations.flyway().migrate();
    assertThat(rows(database)).isEqualTo(200_000);
  }

  @Test
  void tenThousandStatementsOutsideATransactionGoOnWhereTheyStopped(TestDatabase database)
      throws Exception {
    String inserts =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    i == 9_000
                        ? "insert into log select 1 / count(*) from nothing;"
                        : "insert into log values (" + i + ");")
            .collect(Collectors.joining("\n"));
    database.execute("create table nothing (id int)");
    migrations.with("V2__x.sql", inserts).with("V2__x.sql.conf", "executeInTransaction=false");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    assertThat(rows(database)).isEqualTo(9_000);

    database.execute("insert into nothing values (1)");
    migrations.flyway().migrate();
    assertThat(rows(database)).isEqualTo(10_000);
    assertThat(database.queryLong("select count(distinct what) from log")).isEqualTo(9_999);
  }
}
