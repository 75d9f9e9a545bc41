/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.guard.InDoubtException;
import dev.clearway.core.guard.ScriptChangedException;
import dev.clearway.testkit.TestDatabase;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts outside a transaction that are cut off go on where they were. What depends on Flyway's
 * inside runs on every Flyway.
 */
class ResumeTest extends WithMigrations {

  private static final String LEDGER = "flyway_schema_history_clearway";

  @BeforeEach
  void aTable(TestDatabase database) {
    migrations.with(
        "V1__orders.sql",
        "create table orders (id int primary key, customer int, note text);"
            + " create table log (what text);"
            + " insert into orders select n, n % 10 from generate_series(1, 100) n;");
    migrations.flyway().migrate();
    migrations.set("flyway.mixed", "true");
  }

  private static List<String> history(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select coalesce(version, script) || ' ' || success from flyway_schema_history"
            + " order by installed_rank");
  }

  private static List<String> ledger(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select ordinal || ' ' || state from " + LEDGER + " order by script, ordinal");
  }

  private static List<String> indexes(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select c.relname || case when i.indisvalid then '' else ' invalid' end"
            + " from pg_index i join pg_class c on c.oid = i.indexrelid"
            + " where i.indrelid = 'orders'::regclass and not i.indisprimary order by 1");
  }

  private static List<String> log(TestDatabase database) throws Exception {
    return database.queryStrings("select what from log order by what");
  }

  @Tag("matrix")
  @Test
  void aFailedScriptGoesOnAtTheStatementThatFailed(TestDatabase database) throws Exception {
    migrations.with(
        "V2__mixed.sql",
        """
        insert into log values ('one');
        create index concurrently a_idx on orders (customer);
        insert into log values ('two');
        create unique index concurrently b_idx on orders (note);
        insert into log values ('three');
        """);
    database.execute("insert into orders values (1001, 1, 'same'), (1002, 1, 'same')");

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("V2__mixed.sql");

    assertThat(log(database)).containsExactly("one", "two");
    assertThat(indexes(database)).containsExactly("a_idx");
    assertThat(history(database)).containsExactly("1 true", "2 false");
    assertThat(ledger(database))
        .containsExactly("1 done", "2 done", "3 done", "4 pending", "5 pending");

    database.execute("update orders set note = null");
    assertThat(migrations.flyway().migrate().migrationsExecuted).isEqualTo(1);

    assertThat(log(database)).containsExactly("one", "three", "two");
    assertThat(indexes(database)).containsExactly("a_idx", "b_idx");
    assertThat(history(database)).containsExactly("1 true", "2 true");
    assertThat(ledger(database)).isEmpty();
    migrations.flyway().validate();
  }

  @Test
  void aLedgerThatCannotBeWrittenLeavesNoFailedRow(TestDatabase database) throws Exception {
    migrations.with(
        "V2__mixed.sql",
        "insert into log values ('one'); create index concurrently a_idx on orders (customer);");
    database.execute(
        """
        create function full_disk() returns event_trigger language plpgsql as
          $$ begin raise exception using errcode = 'disk_full'; end $$;
        create event trigger full_disk on ddl_command_end when tag in ('CREATE TABLE')
          execute function full_disk();
        """);

    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);

    assertThat(log(database)).isEmpty();
    assertThat(history(database)).containsExactly("1 true");

    database.execute("drop event trigger full_disk");
    assertThat(migrations.flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(log(database)).containsExactly("one");
    assertThat(indexes(database)).containsExactly("a_idx");
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }

  @Tag("matrix")
  @Test
  void anotherFailedRowStopsFlywayAsEver(TestDatabase database) throws Exception {
    migrations.with("V2__a.sql", "create index concurrently a_idx on orders (nothing);");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    database.execute("delete from " + LEDGER);

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("failed migration to version 2");
  }

  @Tag("matrix")
  @Test
  void aChangedScriptIsRefusedWithTheDifference(TestDatabase database) throws Exception {
    migrations.with(
        "V2__a.sql",
        """
        insert into log values ('one');
        create index concurrently a_idx on orders (customer);
        create index concurrently b_idx on orders (nothing);
        """);
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);

    migrations.with(
        "V2__a.sql",
        """
        insert into log values ('other');
        create index concurrently a_idx on orders (customer);
        create index concurrently b_idx on orders (nothing);
        """);
    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("statement 1 (done)")
        // what is in a string may be data: which of the two it is, the hash beside it tells
        .hasMessageContaining("insert into log values ('***')")
        .hasMessageContaining("insert into log values ('*****')")
        .hasRootCauseInstanceOf(ScriptChangedException.class);
    assertThat(log(database)).containsExactly("one");

    // comments and white space are no change
    migrations.with(
        "V2__a.sql",
        """
        -- a comment
        insert into log
          values ('one');
        create index concurrently a_idx on orders (customer);
        create index concurrently b_idx on orders (nothing);
        """);
    database.execute("alter table orders add column nothing int");
    migrations.flyway().migrate();
    assertThat(log(database)).containsExactly("one");
    assertThat(indexes(database)).containsExactly("a_idx", "b_idx");
  }

  @Tag("matrix")
  @Test
  void afterARepairTheRestOfTheScriptMayBeAnotherOne(TestDatabase database) throws Exception {
    migrations.with(
        "V2__a.sql",
        """
        insert into log values ('one');
        create index concurrently a_idx on orders (nothing);
        """);
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    migrations.flyway().repair();
    assertThat(history(database)).containsExactly("1 true");
    migrations.with(
        "V2__a.sql",
        """
        insert into log values ('one');
        create index concurrently a_idx on orders (customer);
        insert into log values ('two');
        """);
    migrations.flyway().migrate();
    assertThat(log(database)).containsExactly("one", "two");
    assertThat(ledger(database)).isEmpty();
  }

  @Test
  void aScriptOfWhichNothingWasBegunMayChange(TestDatabase database) throws Exception {
    migrations.with("V2__a.sql", "create index concurrently a_idx on orders (nothing);");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    migrations.with("V2__a.sql", "create index concurrently a_idx on orders (customer);");
    migrations.flyway().migrate();
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }

  /** As a killed run leaves it: the statement begun and its end not written. */
  private void cutOffAt(TestDatabase database, int ordinal) throws Exception {
    database.execute("update " + LEDGER + " set state = 'begun' where ordinal = " + ordinal);
    database.execute("delete from flyway_schema_history where not success");
  }

  private void failing(String sql) {
    migrations.with("V2__a.sql", sql + "\nselect 1 / (select count(*) from log);");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
  }

  @Tag("matrix")
  @Test
  void whatTheCatalogShowsIsNotDoneAgain(TestDatabase database) throws Exception {
    database.execute(
        "create table parts (id int) partition by range (id);"
            + " create table parts_1 partition of parts for values from (0) to (10)");
    database.execute("create index old_idx on orders (note)");
    failing(
        """
        create index concurrently a_idx on orders (lower(note)) where customer > 1;
        create index concurrently on orders (customer desc);
        drop index concurrently old_idx;
        reindex index concurrently a_idx;
        alter table parts detach partition parts_1 concurrently;
        vacuum orders;
        """);
    assertThat(ledger(database)).contains("6 done", "7 pending");
    for (int ordinal = 1; ordinal <= 6; ordinal++) {
      cutOffAt(database, ordinal);
      // what the run had seen before it began
      String before =
          switch (ordinal) {
            case 1, 2 ->
                "(select array_agg(indexrelid::bigint) from pg_index where indrelid ="
                    + " 'orders'::regclass and indisprimary)";
            case 3, 4 -> "array[1::bigint, 0]";
            case 5 -> "array['parts'::regclass::oid::bigint, 'parts_1'::regclass::oid::bigint]";
            default -> "'{}'";
          };
      database.execute(
          "update " + LEDGER + " set before = " + before + " where ordinal = " + ordinal);
    }
    database.execute("insert into log values ('x')");
    migrations.flyway().migrate();

    assertThat(history(database)).containsExactly("1 true", "2 true");
    assertThat(indexes(database)).containsExactly("a_idx", "orders_customer_idx");
  }

  @Test
  void anUnfinishedBuildOfOurOwnIsBuiltAnew(TestDatabase database) throws Exception {
    failing("create index concurrently a_idx on orders (customer);");
    cutOffAt(database, 1);
    database.execute("update pg_index set indisvalid = false where indexrelid = 'a_idx'::regclass");
    long oid = database.queryLong("select 'a_idx'::regclass::oid::bigint");
    database.execute("insert into log values ('x')");

    migrations.flyway().migrate();

    assertThat(indexes(database)).containsExactly("a_idx");
    assertThat(database.queryLong("select 'a_idx'::regclass::oid::bigint")).isNotEqualTo(oid);
  }

  @Test
  void anInvalidIndexOfSomebodyElseIsNamedAndLeftAlone(TestDatabase database) throws Exception {
    database.execute("create index a_idx on orders (customer)");
    database.execute("update pg_index set indisvalid = false where indexrelid = 'a_idx'::regclass");
    migrations.with("V2__a.sql", "create index concurrently a_idx on orders (customer);");

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .hasMessageContaining("invalid index public.a_idx")
        .hasMessageContaining("drop index concurrently");
    assertThat(indexes(database)).containsExactly("a_idx invalid");

    database.execute("drop index a_idx");
    migrations.flyway().migrate();
    assertThat(indexes(database)).containsExactly("a_idx");
  }

  @Test
  void ifNotExistsRebuildsAnInvalidIndexAndRefusesAnotherOne(TestDatabase database)
      throws Exception {
    database.execute("create index a_idx on orders (customer)");
    database.execute("update pg_index set indisvalid = false where indexrelid = 'a_idx'::regclass");
    migrations.with(
        "V2__a.sql", "create index concurrently if not exists a_idx on orders (customer);");
    migrations.flyway().migrate();
    assertThat(indexes(database)).containsExactly("a_idx");

    migrations.with("V3__a.sql", "create index concurrently if not exists a_idx on orders (note);");
    assertThatThrownBy(() -> migrations.flyway().migrate())
        .hasMessageContaining("(customer)")
        .hasMessageContaining("(note)");
    migrations.with(
        "V3__a.sql", "create index concurrently if not exists a_idx on orders (customer);");
    migrations.flyway().migrate();
    assertThat(history(database)).containsExactly("1 true", "2 true", "3 true");
  }

  @Test
  void codeThatCommitsByItselfIsNotGuessedAbout(TestDatabase database) throws Exception {
    database.execute(
        "create procedure twice() language plpgsql as"
            + " $$ begin insert into log values ('a'); commit; insert into log values ('b'); end $$");
    migrations.with("V2__call.sql", "call twice(); create index concurrently a_idx on orders (x);");
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    assertThat(log(database)).containsExactly("a", "b");
    assertThat(ledger(database)).containsExactly("1 done", "2 pending");
    cutOffAt(database, 1);

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .hasRootCauseInstanceOf(InDoubtException.class)
        .hasMessageContaining("call twice()");
    assertThat(log(database)).containsExactly("a", "b");
  }

  @Test
  void sessionSettingsAreMadeAgainAndRolesDoNotHideTheLedger(TestDatabase database)
      throws Exception {
    var role = database.createRole("app");
    database.execute("grant all on log, orders to " + role.name());
    database.execute("alter table orders owner to " + role.name());
    database.execute("grant create on schema public to " + role.name());
    migrations.with(
        "V2__role.sql",
        """
        set role %s;
        insert into log values (current_user);
        create index concurrently a_idx on orders (customer);
        insert into log select current_user || (1 / (select count(*) - 1 from log));
        """
            .formatted(role.name()));
    assertThatThrownBy(() -> migrations.flyway().migrate()).isInstanceOf(FlywayException.class);
    assertThat(ledger(database)).containsExactly("1 pending", "2 done", "3 done", "4 pending");

    database.execute("insert into log values ('x')");
    migrations.flyway().migrate();
    assertThat(log(database)).containsExactly(role.name(), role.name() + "1", "x");
  }

  @Tag("matrix")
  @Test
  void aScriptThatReleasesAllLocksOfItsSessionLeavesFlywaysAlone(TestDatabase database)
      throws Exception {
    String locks =
        """
        insert into log select '%s ' || count(*) from pg_locks
          where locktype = 'advisory' and database =
            (select oid from pg_database where datname = current_database());
        """;
    migrations
        .with("V2__own.sql", "select pg_advisory_lock(42);")
        .with("V3__discard.sql", "discard all;\n")
        .with("V4__outside.sql", "vacuum log; discard all;" + locks.formatted("discard"))
        .with("V5__unlock.sql", "select pg_advisory_unlock_all();" + locks.formatted("unlock"))
        .with(
            "V6__hidden.sql",
            "do $$ begin execute 'select pg_advisory_' || 'unlock_all()'; end $$;")
        .with("V7__last.sql", locks.formatted("last"));

    assertThat(migrations.flyway().migrate().migrationsExecuted).isEqualTo(6);

    assertThat(log(database)).containsExactly("discard 1", "last 1", "unlock 1");
  }

  @Test
  void aLedgerThatMustNotBeMadeIsNamed(TestDatabase database) throws Exception {
    var role = database.createRole("app");
    database.execute("alter table log owner to " + role.name());
    database.execute("grant all on flyway_schema_history to " + role.name());
    migrations.with("V2__vacuum.sql", "vacuum log;");
    migrations
        .set("flyway.url", database.jdbcUrl())
        .set("flyway.user", role.name())
        .set("flyway.password", role.password());

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("42501")
        .hasMessageContaining("statement ledger public." + LEDGER);

    assertThat(history(database)).containsExactly("1 true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently x_idx on orders (customer)",
        "create unique index concurrently x_idx on orders (id)",
        "drop index concurrently if exists x_idx",
        "reindex index concurrently orders_pkey",
        "reindex (verbose) table concurrently orders",
        "reindex table concurrently orders",
        "reindex schema concurrently public",
        "vacuum (analyze) orders",
        "vacuum full orders",
        "cluster",
        "cluster orders using orders_pkey",
        "alter system set log_min_messages = 'warning'",
        "alter type mood add value 'meh'",
        "analyze orders",
        "refresh materialized view concurrently totals",
        "alter table parts detach partition parts_1 concurrently"
      })
  void runsWithNoSettingAndNoConfFile(String statement, TestDatabase database) throws Exception {
    database.execute(
        "create table parts (id int) partition by range (id);"
            + " create table parts_1 partition of parts for values from (0) to (10);"
            + " create type mood as enum ('ok');"
            + " create materialized view totals as select id from orders;"
            + " create unique index on totals (id)");
    new Migrations(directory, database).with("V2__x.sql", statement + ";").flyway().migrate();
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }
}
