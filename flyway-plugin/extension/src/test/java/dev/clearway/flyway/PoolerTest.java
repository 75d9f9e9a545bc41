/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunResult;
import dev.clearway.testkit.TestDatabase;
import dev.clearway.testkit.TransactionPooler;
import dev.clearway.testkit.TransactionPooler.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where no lock and no setting would stay with us, nothing is begun. */
class PoolerTest extends WithMigrations {

  private static final String STATE =
      "select concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'),"
          + " current_setting('search_path'), current_setting('application_name'))";

  @BeforeEach
  void aTable() {
    migrations.with("V1__orders.sql", "create table orders (id int primary key);");
  }

  private FluentConfiguration through(TransactionPooler pooler, TestDatabase database) {
    return migrations
        .configuration()
        .dataSource(pooler.jdbcUrl(database), database.user(), database.password());
  }

  private static void assertNothingWasDone(TestDatabase database) throws Exception {
    assertThat(database.queryString("select to_regclass('flyway_schema_history')")).isNull();
    assertThat(
            database.queryLong(
                "select count(*) from pg_locks where locktype = 'advisory' and database = (select"
                    + " oid from pg_database where datname = current_database())"))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"TRANSACTION", "LAST_USED"})
  void inTransactionModeFlywayIsTold(Mode mode, TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, mode, 4)) {
      assertThatThrownBy(() -> through(pooler, database).load().migrate())
          .isInstanceOf(GuardedMigrationException.class)
          .hasMessageContaining("pooler in transaction mode")
          .hasMessageContaining("Nothing was executed.")
          .hasMessageContaining("Connect to the server itself");
      assertNothingWasDone(database);
    }
  }

  @Test
  void andSoIsARunOfOurs(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.LAST_USED, 4)) {
      List<String> notices = new ArrayList<>();
      RunListener listener =
          event -> {
            if (event instanceof RunEvent.Notice notice) {
              notices.add(notice.text());
            }
          };
      RunResult result =
          new GuardedFlyway(
                  through(pooler, database),
                  SettingsResolver.resolve(List.of(SettingSource.keys("test", Map.of()))),
                  directory,
                  listener)
              .migrate();

      assertThat(result.outcome()).isEqualTo(RunOutcome.UNREACHABLE);
      assertThat(result.failure().message()).contains("pooler in transaction mode");
      assertThat(result.failure().state()).isEqualTo("Nothing was executed.");
      assertThat(result.failure().next()).contains("Connect to the server itself");
      assertThat(notices).isEmpty();
      assertNothingWasDone(database);
      assertThat(pooler.ask(STATE).stream().distinct().toList())
          .containsExactly("0 0 \"$user\", public pooler");
    }
  }

  @Test
  void andSoIsARepair(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.LAST_USED, 4)) {
      assertThatThrownBy(
              () ->
                  GuardedRepair.plan(through(pooler, database), GuardedRepair.InDoubt.ASK).close())
          .isInstanceOf(TransactionPoolerException.class);
      assertNothingWasDone(database);
    }
  }

  @Test
  void aPoolThatKeepsTheSessionIsGoodEnough(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.SESSION, 8)) {
      through(pooler, database).load().migrate();

      assertThat(database.queryString("select to_regclass('orders')")).isEqualTo("orders");
    }
  }
}
