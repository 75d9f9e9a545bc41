/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.guard.ContentionException;
import dev.clearway.core.preflight.SharedConnection;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.license.VersionPrinter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What has to hold on every Flyway that we support, by being on its class path and with no setting.
 * Runs on each of them in a normal build; uses only what all of them have.
 */
@Tag("matrix")
class FlywayMatrixTest extends WithMigrations {

  @BeforeEach
  void aTable(TestDatabase database) {
    migrations.with("V1__orders.sql", "create table orders (id int primary key);");
  }

  private static long column(TestDatabase database, String column) throws Exception {
    return database.queryLong(
        "select count(*) from pg_attribute where attrelid = to_regclass('orders')"
            + " and attname = ? and not attisdropped",
        column);
  }

  private static List<String> history(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select version || ' ' || success from flyway_schema_history order by installed_rank");
  }

  @Test
  void runsOnTheVersionThatWasAskedFor() {
    assertThat(VersionPrinter.getVersion()).isEqualTo(System.getProperty("flyway.version"));
  }

  /** Flyway on a thread of its own, while the test holds a lock. */
  private static CompletableFuture<MigrateResult> migrateAside(Flyway flyway) {
    return CompletableFuture.supplyAsync(flyway::migrate);
  }

  @Test
  void waitsForTheRoadToClearWithoutQueueing(TestDatabase database) throws Exception {
    migrations.flyway().migrate();
    migrations.with("V2__note.sql", "alter table orders add column note text;");
    CompletableFuture<MigrateResult> migration;
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      // behind a younger one it would queue, briefly
      database.await().transactionOlderThan(reader.pid(), Duration.ofMillis(200));
      migration = migrateAside(migrations.flyway());
      // the side connection looks; the migration's own session holds nothing and waits for nothing
      database
          .await()
          .isTrue(
              "select exists (select from pg_stat_activity where datname = current_database()"
                  + " and application_name = 'clearway watch' and query like '%pg_locks%')");
      assertThat(
              database.queryLong(
                  "select count(*) from pg_locks where not granted and database ="
                      + " (select oid from pg_database where datname = current_database())"))
          .isZero();
      assertThat(migration).isNotDone();
    }
    assertThat(migration.get().migrationsExecuted).isEqualTo(1);
    assertThat(column(database, "note")).isEqualTo(1);
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }

  @Test
  void givesUpWithoutATraceAndGoesOnLater(TestDatabase database) throws Exception {
    migrations.flyway().migrate();
    migrations
        .with("V2__note.sql", "alter table orders add column note text;")
        .set("flyway.clearway.blockerPatience", "200ms");
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      assertThatThrownBy(() -> migrations.flyway().migrate())
          .isInstanceOf(GuardedMigrationException.class)
          .hasMessageContaining("public.orders")
          .hasCauseInstanceOf(ContentionException.class);
    }
    assertThat(column(database, "note")).isZero();
    assertThat(history(database)).containsExactly("1 true");

    migrations.flyway().migrate();
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }

  /** Until a second transaction queues for the table: the first has given way. */
  private static void awaitSecondAttempt(TestDatabase database) throws Exception {
    String queueing =
        "select exists (select from pg_locks where not granted"
            + " and relation = 'orders'::regclass and virtualtransaction <> ?)";
    database.await().isTrue(queueing, "");
    String first =
        String.valueOf(
            database.queryString(
                "select min(virtualtransaction) from pg_locks where not granted"
                    + " and relation = 'orders'::regclass"));
    database.await().isTrue(queueing, first);
  }

  @Test
  void aRetryRetries(TestDatabase database) throws Exception {
    // A text that is put together hides what it locks: it queues, gives way and comes again.
    migrations.flyway().migrate();
    migrations.with(
        "V2__note.sql",
        "do $$ begin execute concat('alter table ', 'orders add column note text'); end $$;");
    migrations.with("beforeEachMigrate.sql", "create table if not exists seen (n int);");
    migrations.with("afterEachMigrate.sql", "insert into seen values (1);");
    CompletableFuture<MigrateResult> migration;
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      migration = migrateAside(migrations.flyway());
      awaitSecondAttempt(database);
    }
    MigrateResult result = migration.get();
    assertThat(result.migrations).hasSize(1);
    assertThat(column(database, "note")).isEqualTo(1);
    assertThat(history(database)).containsExactly("1 true", "2 true");
    assertThat(database.queryLong("select count(*) from seen")).isEqualTo(1);
  }

  @Test
  void aReplayedGroupIsAllOrNothingAndCountedOnce(TestDatabase database) throws Exception {
    migrations.flyway().migrate();
    migrations
        .with("V2__a.sql", "create table a (id int);")
        .with(
            "V3__b.sql",
            "do $$ begin execute concat('alter table ', 'orders add column b int'); end $$;")
        .with("V4__c.sql", "alter table a add column c int;")
        .set("flyway.group", "true");
    CompletableFuture<MigrateResult> migration;
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      migration = migrateAside(migrations.flyway());
      awaitSecondAttempt(database);
      assertThat(database.queryString("select to_regclass('a')::text")).isNull();
    }
    MigrateResult result = migration.get();
    assertThat(result.migrations).extracting(m -> m.version).containsExactly("2", "3", "4");
    assertThat(history(database)).containsExactly("1 true", "2 true", "3 true", "4 true");
  }

  @Test
  void aConcurrentIndexPassesWithDefaultSettings(TestDatabase database) throws Exception {
    migrations.with("V2__index.sql", "create index concurrently orders_idx on orders (id);");

    migrations.flyway().migrate();

    assertThat(
            database.queryLong(
                "select count(*) from pg_index where indexrelid = 'orders_idx'::regclass"
                    + " and indisvalid"))
        .isEqualTo(1);
    assertThat(history(database)).containsExactly("1 true", "2 true");
  }

  @Test
  void javaAndRepeatableMigrationsAndPlaceholders(TestDatabase database) throws Exception {
    migrations
        .with("V2__p.sql", "alter table orders add column ${name} text;")
        .with("R__view.sql", "create or replace view order_ids as select id from orders;");

    migrations
        .configuration()
        .placeholders(java.util.Map.of("name", "placed"))
        .javaMigrations(new V3__Java())
        .load()
        .migrate();

    assertThat(column(database, "placed")).isEqualTo(1);
    assertThat(column(database, "by_java")).isEqualTo(1);
    assertThat(database.queryLong("select count(*) from flyway_schema_history")).isEqualTo(4);
    assertThat(database.queryLong("select count(*) from order_ids")).isZero();
  }

  /** A migration in Java. */
  public static final class V3__Java extends BaseJavaMigration {
    @Override
    public void migrate(Context context) throws Exception {
      try (Statement statement = context.getConnection().createStatement()) {
        statement.execute("alter table orders add column by_java text");
      }
    }
  }

  @Test
  void aJavaMigrationRunsUnderTheTimeoutsOfAnUnknownStatement(TestDatabase database)
      throws Exception {
    database.execute("create table seen (setting text, value text)");
    migrations
        .set("flyway.baselineOnMigrate", "true")
        .set("flyway.baselineVersion", "0")
        .configuration()
        .javaMigrations(new V3__Timeouts())
        .load()
        .migrate();

    assertThat(database.queryStrings("select value from seen order by setting"))
        .containsExactly("2s", "50ms", "30s", "5");
  }

  @Test
  void nothingIsLeftOnAConnectionThatGoesBackToAPool(TestDatabase database) throws Exception {
    String settings =
        "select string_agg(name || ' ' || setting, ', ' order by name) from pg_settings"
            + " where name ~ 'timeout|keepalives|check_interval|application_name'";
    Map<Connection, String> pool = new ConcurrentHashMap<>();
    DataSource kept =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  Connection opened = database.connect();
                  pool.put(opened, only(opened, settings));
                  return SharedConnection.of(opened);
                });
    migrations
        .with("V2__strong.sql", "alter table orders add column note text;")
        .with("V3__outside.sql", "create index concurrently orders_idx on orders (note);")
        .with("V4__bad.sql", "select nonsense;");
    try {
      Flyway flyway = migrations.configuration().dataSource(kept).load();

      assertThatThrownBy(flyway::migrate).hasMessageContaining("nonsense");

      assertThat(history(database)).hasSize(3);
      assertThat(pool).isNotEmpty();
      for (Map.Entry<Connection, String> returned : pool.entrySet()) {
        if (!returned.getKey().isClosed()) {
          assertThat(only(returned.getKey(), settings)).isEqualTo(returned.getValue());
        }
      }
    } finally {
      for (Connection connection : pool.keySet()) {
        connection.close();
      }
    }
  }

  private static String only(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aRoleThatAScriptSetsEndsWithIt(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("writer");
    migrations
        .with(
            "V2__grant.sql",
            "grant insert on orders to " + role.name() + "; create table more (id int);")
        .with(
            "V3__as_role.sql", "set role " + role.name() + "; insert into orders (id) values (1);")
        .with("V4__again.sql", "insert into more values (1); set role " + role.name() + ";")
        .with("V5__owner.sql", "insert into more values (2);");

    migrations.flyway().migrate();

    assertThat(history(database)).containsExactly("1 true", "2 true", "3 true", "4 true", "5 true");
    assertThat(database.queryLong("select count(*) from more")).isEqualTo(2);
  }

  /** Writes down what it runs under. */
  public static final class V3__Timeouts extends BaseJavaMigration {
    @Override
    public void migrate(Context context) throws Exception {
      try (Statement statement = context.getConnection().createStatement()) {
        statement.execute(
            "insert into seen select name, current_setting(name)"
                + " from unnest(array['client_connection_check_interval', 'lock_timeout',"
                + " 'statement_timeout', 'tcp_keepalives_idle']) as name");
      }
    }
  }

  @Test
  void aJavaMigrationOutsideATransactionStallsNobodyForLongerThanTheBudget(TestDatabase database)
      throws Exception {
    migrations.flyway().migrate();
    migrations
        .set("flyway.clearway.stallBudget", "300ms")
        .set("flyway.clearway.lockTimeout", "100ms");
    Flyway flyway = migrations.configuration().javaMigrations(new V3__Outside()).load();
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      CompletableFuture<MigrateResult> run = migrateAside(flyway);
      database.await().lockWanted("orders", "ACCESS EXCLUSIVE");

      // Behind the migration, which is behind the reader: it goes on because that is cancelled.
      assertThat(database.queryLong("select count(*) from orders")).isZero();

      assertThatThrownBy(run::join).hasRootCauseInstanceOf(SQLException.class);
      database.await().lockHeld("orders", "ACCESS SHARE");
      assertThat(column(database, "outside")).isZero();
    }
    assertThat(history(database)).containsExactly("1 true", "3 false");

    flyway.repair();
    flyway.migrate();
    assertThat(column(database, "outside")).isEqualTo(1);
  }

  /** Sends what it likes, and has no transaction that could be rolled back. */
  public static final class V3__Outside extends BaseJavaMigration {
    @Override
    public boolean canExecuteInTransaction() {
      return false;
    }

    @Override
    public void migrate(Context context) throws Exception {
      try (Statement statement = context.getConnection().createStatement()) {
        statement.execute("alter table orders add column outside text");
      }
    }
  }

  @Test
  void mixedOutOfOrderBaselineAndSchemas(TestDatabase database) throws Exception {
    database.execute("create table legacy (id int)");
    migrations
        .set("flyway.baselineOnMigrate", "true")
        .set("flyway.baselineVersion", "0")
        .set("flyway.mixed", "true")
        .with(
            "V3__mixed.sql",
            "alter table orders add column m int; create index concurrently m_idx on orders (m);");
    migrations.flyway().migrate();
    migrations
        .with("V2__late.sql", "alter table orders add column late int;")
        .set("flyway.outOfOrder", "true");
    migrations.flyway().migrate();
    assertThat(column(database, "late")).isEqualTo(1);
    assertThat(history(database)).containsExactly("0 true", "1 true", "3 true", "2 true");

    migrations.configuration().schemas("app", "audit").load().migrate();
    assertThat(database.queryLong("select count(*) from app.flyway_schema_history where success"))
        .isGreaterThanOrEqualTo(3);
    assertThat(database.queryString("select to_regclass('app.orders')::text"))
        .isEqualTo("app.orders");
  }

  @Test
  void anSqlErrorIsFlywaysOwn(TestDatabase database) throws Exception {
    migrations.with("V2__bad.sql", "alter table orders add column a int;\nselect nonsense;");

    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .isNotInstanceOf(GuardedMigrationException.class)
        .hasMessageContaining("nonsense");

    assertThat(column(database, "a")).isZero();
    assertThat(history(database)).containsExactly("1 true");
  }

  @Test
  void badSettingsExecuteNothing(TestDatabase database) throws Exception {
    migrations.set("flyway.clearway.lockTimeout", "soon");
    assertThatThrownBy(() -> migrations.flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("lockTimeout");
    assertThat(database.queryString("select to_regclass('orders')::text")).isNull();
  }

  @Test
  void twoAtOnceApplyEachMigrationOnce(TestDatabase database) throws Exception {
    for (int i = 2; i <= 9; i++) {
      migrations.with("V" + i + "__c.sql", "alter table orders add column c" + i + " int;");
    }
    CompletableFuture<MigrateResult> one = migrateAside(migrations.flyway());
    CompletableFuture<MigrateResult> two = migrateAside(migrations.flyway());

    assertThat(one.get().migrationsExecuted + two.get().migrationsExecuted).isEqualTo(9);
    assertThat(history(database)).hasSize(9);
  }

  @Test
  void timeoutsDoNotLeakIntoTheNextScript(TestDatabase database) throws Exception {
    migrations
        .with("V2__index.sql", "create index concurrently orders_idx on orders (id);")
        .with(
            "V3__see.sql", "create table seen as select current_setting('statement_timeout') as s;")
        .set("flyway.clearway.concurrentTimeout", "7m");

    migrations.flyway().migrate();

    assertThat(database.queryString("select s from seen")).isNotEqualTo("7min");
  }

  @Test
  void postgresqlIsOurs(TestDatabase database) throws Exception {
    try (Connection connection = database.connect()) {
      assertThat(DatabaseTypeRegister.getDatabaseTypeForConnection(connection, Flyway.configure()))
          .isInstanceOf(ClearwayDatabaseType.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu)",
        "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.77467",
        "PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu",
        "PostgreSQL 9.4.26 (Greenplum Database 6.25.3)"
      })
  void otherProductsAreLeftAlone(String version) {
    assertThat(
            new ClearwayDatabaseType()
                .handlesDatabaseProductNameAndVersion("PostgreSQL", "13", answering(version)))
        .isFalse();
  }

  /** A connection on which every query says what the server is. */
  private static Connection answering(String version) {
    ResultSet row =
        proxy(
            ResultSet.class,
            name -> name.equals("next") ? Boolean.TRUE : name.equals("getString") ? version : null);
    PreparedStatement statement =
        proxy(PreparedStatement.class, name -> name.equals("executeQuery") ? row : null);
    return proxy(Connection.class, name -> name.equals("prepareStatement") ? statement : null);
  }

  private static <T> T proxy(Class<T> type, java.util.function.Function<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) ->
                method.getName().equals("hashCode")
                    ? (Object) System.identityHashCode(self)
                    : method.getName().equals("equals")
                        ? (Object) (self == args[0])
                        : answers.apply(method.getName())));
  }
}
