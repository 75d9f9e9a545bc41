/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What makes plain Flyway hang for ever on PostgreSQL, as reported to its project, by the number of
 * the issue there. None of it needs a setting.
 */
@Tag("matrix")
class FlywayHangsTest extends WithMigrations {

  @BeforeEach
  void aTable(TestDatabase database) {
    migrations.with(
        "V1__orders.sql",
        "create table orders (id int primary key, customer int, status text, note text);");
  }

  /** Ends, which is the point; a minute is longer than any of it takes. */
  private CompletableFuture<MigrateResult> migrate() {
    return CompletableFuture.supplyAsync(() -> migrations.flyway().migrate())
        .orTimeout(60, TimeUnit.SECONDS);
  }

  private static List<String> valid(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
            + " where i.indisvalid and i.indrelid = 'orders'::regclass and not i.indisprimary"
            + " order by 1");
  }

  /** Several nodes start at once; the one that builds waits for those that wait for its lock. */
  @Test
  void issue1654SeveralNodesAtOnce(TestDatabase database) throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    List<CompletableFuture<MigrateResult>> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(migrate());
    }
    int executed = 0;
    for (CompletableFuture<MigrateResult> node : nodes) {
      executed += node.get().migrations.size();
    }
    assertThat(executed).isEqualTo(2);
    assertThat(valid(database)).containsExactly("a_idx");
  }

  /**
   * A concurrent build after a migration of the same run, with the transactional lock's default.
   */
  @Test
  void issue3497TransactionalLockByDefault(TestDatabase database) throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders(customer);");
    assertThat(migrate().get().migrationsExecuted).isEqualTo(2);
    assertThat(valid(database)).containsExactly("a_idx");
  }

  /** Several builds with IF NOT EXISTS in one script. */
  @Test
  void issue3506SeveralIndexesInOneScript(TestDatabase database) throws Exception {
    migrations.with(
        "V2__idx.sql",
        """
        create index concurrently if not exists a_idx
            on orders (customer);

        create index concurrently if not exists b_idx
            on orders (status);

        create index concurrently if not exists c_idx
            on orders (note);
        """);
    assertThat(migrate().get().migrationsExecuted).isEqualTo(2);
    assertThat(valid(database)).containsExactly("a_idx", "b_idx", "c_idx");
  }

  /** The second of two scripts outside a transaction. */
  @Test
  void issue3682TheSecondScriptOutsideATransaction(TestDatabase database) throws Exception {
    migrations
        .with("V2__idx.sql", "create index concurrently a_idx on orders (customer);")
        .with("V3__idx.sql", "create index concurrently b_idx on orders (status);")
        .with("V4__col.sql", "alter table orders add column more text;")
        .with("V5__idx.sql", "drop index concurrently a_idx;");
    assertThat(migrate().get().migrationsExecuted).isEqualTo(5);
    assertThat(valid(database)).containsExactly("b_idx");
  }

  /** The history exists, and one build is all that is pending: as an application that starts. */
  @Test
  void issue3854OneBuildOnAnExistingHistory(TestDatabase database) throws Exception {
    migrate().get();
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    assertThat(migrate().get().migrationsExecuted).isEqualTo(1);
    assertThat(valid(database)).containsExactly("a_idx");
  }

  /** With executeInTransaction=false for this script only. */
  @Test
  void issue3961ScriptConfiguration(TestDatabase database) throws Exception {
    migrations
        .with("V2__idx.sql", "create index concurrently a_idx on orders (customer);")
        .with("V2__idx.sql.conf", "executeInTransaction=false");
    assertThat(migrate().get().migrationsExecuted).isEqualTo(2);
    assertThat(valid(database)).containsExactly("a_idx");
  }
}
