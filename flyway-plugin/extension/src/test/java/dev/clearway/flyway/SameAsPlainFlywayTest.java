/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With nobody in the way, Flyway under the guard does what plain Flyway does: the same result, the
 * same exception, the same events in the same order, the same history with the same checksums, the
 * same objects. Each scenario runs on both, on the Flyway of {@code flyway.version}.
 */
@PostgresTest
class SameAsPlainFlywayTest {

  private static final PlainFlyway PLAIN = new PlainFlyway();

  @TempDir Path directory;

  /** What is done on either side, and whether one of its commands is meant to fail. */
  private record Scenario(String name, boolean fails, Steps steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Steps {
    void play(Side side) throws SQLException;
  }

  private static Scenario works(String name, Steps steps) {
    return new Scenario(name, false, steps);
  }

  private static Scenario fails(String name, Steps steps) {
    return new Scenario(name, true, steps);
  }

  /** One database, one folder, and one of the two Flyways. */
  private static final class Side {
    private final Function<Map<String, String>, List<String>> flyway;
    private final TestDatabase database;
    private final Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> story = new ArrayList<>();

    Side(Function<Map<String, String>, List<String>> flyway, TestDatabase database, Path folder)
        throws IOException {
      this.flyway = flyway;
      this.database = database;
      this.folder = Files.createDirectory(folder);
      set("flyway.url", database.jdbcUrl());
      set("flyway.user", database.user());
      set("flyway.password", database.password());
      set("flyway.locations", "filesystem:" + folder);
      // With its default, plain Flyway never ends a concurrent index build.
      set("flyway.postgresql.transactional.lock", "false");
    }

    Side file(String name, String text) {
      try {
        Files.writeString(folder.resolve(name), text);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Side set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    Side sql(String sql) throws SQLException {
      database.execute(sql);
      return this;
    }

    Side migrate() {
      return run("migrate");
    }

    Side run(String command) {
      Map<String, String> keys = new HashMap<>(settings);
      keys.put("command", command);
      story.add("> " + command);
      for (String line : flyway.apply(keys)) {
        story.add(line.replace(database.name(), "DATABASE").replace(folder.toString(), "FOLDER"));
      }
      return this;
    }

    /** What the commands said, and what is in the database now. */
    List<String> story() throws SQLException {
      List<String> all = new ArrayList<>(story);
      for (String history :
          database.queryStrings(
              "select c.oid::regclass::text from pg_class c where c.relkind = 'r'"
                  + " and c.relname ~ 'history$' order by 1")) {
        all.add("> " + history);
        all.addAll(
            database.queryStrings(
                "select concat_ws(' | ', installed_rank, coalesce(version, '-'), description, type,"
                    + " script, coalesce(checksum::text, '-'), installed_by, success) from "
                    + history
                    + " order by installed_rank"));
      }
      all.add("> objects");
      all.addAll(
          database.queryStrings(
              "select concat_ws(' ', c.oid::regclass::text, c.relkind, i.indisvalid,"
                  + " (select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod),"
                  + " ', ' order by a.attnum) from pg_attribute a where a.attrelid = c.oid"
                  + " and a.attnum > 0 and not a.attisdropped))"
                  + " from pg_class c left join pg_index i on i.indexrelid = c.oid"
                  + " where c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'"
                  // the statement ledger and the table of runs, which plain Flyway has not
                  + " and c.relname !~ '_clearway(_runs)?(_pkey)?$'"
                  + " order by 1"));
      if (database.queryString("select to_regclass('log')::text") != null) {
        all.add("> log");
        all.addAll(database.queryStrings("select what from log order by n"));
      }
      return all;
    }
  }

  private static final String ORDERS = "create table orders (id int primary key);";
  private static final String LOG =
      "create table if not exists log (n serial, what text);\ninsert into log (what) values ('%s');";

  static Stream<Scenario> scenarios() {
    return Stream.of(
        works(
            "SQL, Java and repeatable migrations, placeholders",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V1_1__note.sql", "alter table orders add column ${name} text;")
                    .file(
                        "R__view.sql",
                        "create view ids as select id, '${flyway:filename}' f from orders;")
                    .set("flyway.placeholders.name", "note")
                    .set("java", "good,outside")
                    .migrate()
                    .run("info")
                    .run("validate")
                    .file(
                        "R__view.sql",
                        "create or replace view ids as select id, 'x' f from orders;")
                    .migrate()
                    .migrate()),
        works(
            "SQL callbacks",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .file("R__view.sql", "create view ids as select id from orders;")
                    .file("beforeMigrate.sql", LOG.formatted("before"))
                    .file("beforeEachMigrate.sql", LOG.formatted("before each"))
                    .file("beforeEachMigrateStatement.sql", LOG.formatted("before statement"))
                    .file("afterEachMigrate.sql", LOG.formatted("after each"))
                    .file("afterVersioned.sql", LOG.formatted("after versioned"))
                    .file("afterMigrate.sql", LOG.formatted("after"))
                    .file("afterMigrateApplied.sql", LOG.formatted("after applied"))
                    .migrate()
                    .migrate()),
        fails(
            "a SQL callback that fails",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .file(
                        "afterEachMigrate.sql",
                        "select 1 / (1 - count(*)) from flyway_schema_history;")
                    .migrate()),
        works(
            "a group",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .file("V3__more.sql", "alter table orders add column more text;")
                    .set("flyway.group", "true")
                    .migrate()),
        fails(
            "a group that fails at its end",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .file(
                        "V3__bad.sql", "alter table orders add column more text;\nselect nonsense;")
                    .set("flyway.group", "true")
                    .migrate()),
        works(
            "mixed",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__mixed.sql",
                        "alter table orders add column m int;\n"
                            + "create index concurrently m_idx on orders (m);")
                    .set("flyway.mixed", "true")
                    .migrate()),
        fails(
            "a mixture without mixed",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__mixed.sql",
                        "alter table orders add column m int;\n"
                            + "create index concurrently m_idx on orders (m);")
                    .migrate()),
        works(
            "out of order",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V3__c.sql", "alter table orders add column c int;")
                    .migrate()
                    .file("V2__b.sql", "alter table orders add column b int;")
                    .set("flyway.outOfOrder", "true")
                    .migrate()
                    .run("info")),
        fails(
            "out of order where that is not allowed",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V3__c.sql", "alter table orders add column c int;")
                    .migrate()
                    .file("V2__b.sql", "alter table orders add column b int;")
                    .migrate()),
        works(
            "baseline on migrate",
            side ->
                side.sql("create table legacy (id int)")
                    .file("V1__orders.sql", ORDERS)
                    .file("V2__legacy.sql", "alter table legacy add column note text;")
                    .set("flyway.baselineOnMigrate", "true")
                    .migrate()),
        fails(
            "a schema that is not empty",
            side ->
                side.sql("create table legacy (id int)").file("V1__orders.sql", ORDERS).migrate()),
        works(
            "several schemas",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__audit.sql", "create table audit.entries (id int);")
                    .set("flyway.schemas", "app,audit")
                    .set("flyway.table", "my_history")
                    .migrate()),
        works(
            "a schema that exists and another default",
            side ->
                side.sql("create schema audit; create schema app")
                    .file("V1__orders.sql", ORDERS)
                    .set("flyway.schemas", "app,audit")
                    .set("flyway.defaultSchema", "audit")
                    .migrate()),
        works(
            "a script whose .conf keeps it out of a transaction",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__outside.sql", "create table a (id int);\nvacuum orders;")
                    .file("V2__outside.sql.conf", "executeInTransaction=false")
                    .migrate()),
        works(
            "a script whose .conf leaves placeholders alone",
            side ->
                side.file("V1__text.sql", "create table t as select '${kept}'::text as x;")
                    .file("V1__text.sql.conf", "placeholderReplacement=false")
                    .migrate()),
        works(
            "an index built concurrently, by itself",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__index.sql", "create index concurrently o_idx on orders (id);")
                    .file("V3__note.sql", "alter table orders add column note text;")
                    .migrate()),
        fails(
            "an SQL error",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__bad.sql",
                        "alter table orders add column a int;\n\nselect idd\nfrom orders;")
                    .file("afterMigrateError.sql", LOG.formatted("error"))
                    .migrate()
                    .run("info")
                    .file("V2__bad.sql", "alter table orders add column a int;")
                    .migrate()),
        fails(
            "an SQL error outside a transaction, and a repair",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__bad.sql",
                        "create index concurrently a_idx on orders (id);\n"
                            + "create index concurrently b_idx on nothing (id);")
                    .migrate()
                    .run("info")
                    .run("repair")
                    .file(
                        "V2__bad.sql",
                        "create index concurrently if not exists a_idx on orders (id);")
                    .migrate()),
        fails(
            "a constraint that the data break at commit",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__deferred.sql",
                        "create table lines (o int references orders deferrable initially deferred);"
                            + "\ninsert into lines values (1);")
                    .migrate()),
        fails(
            "a constraint that the data break at the commit of a statement outside a transaction",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__deferred.sql",
                        "create table lines (o int references orders deferrable initially deferred);"
                            + "\ninsert into lines values (1);\ncreate table after_it (id int);")
                    .file("V2__deferred.sql.conf", "executeInTransaction=false")
                    .migrate()
                    .run("info")),
        works(
            "names that change in a transaction that takes its time",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__rename.sql",
                        """
                        alter table orders rename to orders_old;
                        select count(*) from pg_sleep(0.2);
                        alter table orders_old add column more int;
                        """)
                    .migrate()),
        works(
            "names that change outside a transaction",
            side ->
                side.file("V1__orders.sql", ORDERS + "create table fresh (id int, note text);")
                    .file(
                        "V2__swap.sql",
                        """
                        alter table orders rename to orders_old;
                        alter table orders_old rename column id to old_id;
                        alter table fresh rename to orders;
                        alter table orders add column more int;
                        create schema app;
                        alter table orders set schema app;
                        alter table app.orders drop column note;
                        alter schema app rename to shop;
                        alter table shop.orders alter column more set default 1;
                        do $$ begin execute 'alter table shop.orders rename to o'; end $$;
                        alter table shop.o alter column more set default 2;
                        """)
                    .file("V2__swap.sql.conf", "executeInTransaction=false")
                    .migrate()),
        fails(
            "a Java migration that fails",
            side -> side.file("V1__orders.sql", ORDERS).set("java", "good,bad").migrate()),
        works(
            "migrations that are only marked",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__index.sql", "create index concurrently o_idx on orders (id);")
                    .set("java", "good")
                    .set("flyway.skipExecutingMigrations", "true")
                    .migrate()),
        works(
            "a target",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .set("flyway.target", "1")
                    .migrate()
                    .run("info")),
        fails(
            "a file that was changed",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .migrate()
                    .file("V1__orders.sql", "create table orders (id bigint primary key);")
                    .file("V2__note.sql", "alter table orders add column note text;")
                    .migrate()
                    .run("repair")
                    .migrate()),
        works(
            "functions, blocks, COPY, notices and results",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file(
                        "V2__all.sql",
                        """
                        create function f() returns int language plpgsql as $f$
                        begin
                          raise notice 'in f; with a semicolon';
                          return 1;
                        end $f$;
                        do $$ begin raise warning 'careful'; end $$;
                        copy orders (id) from stdin;
                        1
                        2
                        \\.
                        select f(), id from orders order by id;
                        drop table if exists nothing;
                        update orders set id = id + 10;
                        """)
                    .migrate()
                    .sql(
                        "create table if not exists log (n int, what text);"
                            + "insert into log select id, id::text from orders")),
        works(
            "baseline, validate and clean",
            side ->
                side.file("V1__orders.sql", ORDERS)
                    .file("V2__note.sql", "create table note (id int);")
                    .file("beforeClean.sql", "create table gone (id int);")
                    .set("flyway.baselineVersion", "1")
                    .set("flyway.cleanDisabled", "false")
                    .run("baseline")
                    .migrate()
                    .run("validate")
                    .run("clean")
                    .run("info")),
        works(
            "a callback that creates the schema, and initSql",
            side ->
                side.file("beforeMigrate.sql", "create schema if not exists later;")
                    .file("V1__a.sql", "create table later.a as select current_setting('my.v') v;")
                    .set("flyway.initSql", "set my.v = 'set'")
                    .migrate()));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void does(Scenario scenario, TestDatabase database, PostgresServer server) throws Exception {
    try (TestDatabase other = server.createDatabase(new DatabaseTemplate.Empty())) {
      Side plain = new Side(PLAIN, other, directory.resolve("plain"));
      Side guarded = new Side(new FlywayRun(), database, directory.resolve("clear"));

      scenario.steps().play(plain);
      scenario.steps().play(guarded);

      assertThat(plain.story().stream().anyMatch(line -> line.startsWith("failed: ")))
          .as("%s", plain.story())
          .isEqualTo(scenario.fails());
      // the one difference that is meant: what the server quotes of a row is not repeated
      assertThat(guarded.story())
          .containsExactlyElementsOf(
              plain.story().stream()
                  .map(line -> line.replace("Key (o)=(1)", "Key (o)=(***)"))
                  .toList());
    }
  }

  @Test
  void theTwoAreNotTheSame(TestDatabase database) throws Exception {
    assertThat(new Side(PLAIN, database, directory.resolve("plain")).run("type").story)
        .contains("org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
    assertThat(new Side(new FlywayRun(), database, directory.resolve("clear")).run("type").story)
        .contains(ClearwayDatabaseType.class.getName());
  }
}
