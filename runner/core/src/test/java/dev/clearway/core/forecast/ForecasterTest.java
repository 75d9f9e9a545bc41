/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlResource;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, classes and the one look at the catalog; the locks themselves are compared elsewhere. */
@PostgresTest(template = ForecasterTest.Schema.class)
class ForecasterTest {

  static final class Schema implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) throws SQLException {
      database.execute(SqlResource.load(ForecasterTest.class, "statements-setup.sql"));
    }
  }

  private final Forecaster forecaster = new Forecaster(new SqlParser());
  private final AtomicInteger looks = new AtomicInteger();
  private Connection real;
  private Connection connection;

  @BeforeEach
  void connect(TestDatabase database) throws SQLException {
    real = database.connect();
    execute("SET search_path = app");
    connection =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepareStatement")) {
                    looks.incrementAndGet();
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  @AfterEach
  void disconnect() throws SQLException {
    real.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = real.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<LockForecast> forecast(String... statements) throws SQLException {
    return forecaster.forecast(List.of(statements), connection);
  }

  /** {@code STRONG app.t:ACCESS_EXCLUSIVE} and so on, strong locks alone. */
  private static String summary(LockForecast forecast) {
    return forecast.statementClass()
        + forecast.strongLocks().stream()
            .map(l -> " " + l.relation().qualifiedName() + ":" + l.mode())
            .sorted()
            .collect(Collectors.joining());
  }

  private List<String> summaries(String... statements) throws SQLException {
    return forecast(statements).stream().map(ForecasterTest::summary).toList();
  }

  // ---------------------------------------------------------------- how often it looks

  @Test
  void whatTheScriptMakesItselfNeedsNoLook() throws SQLException {
    assertThat(
            summaries(
                "SET lock_timeout = '1s'",
                "CREATE SCHEMA s",
                "CREATE TYPE mood AS ENUM ('a')",
                "CREATE TABLE IF NOT EXISTS maybe (id int)",
                "CREATE TABLE a (id serial PRIMARY KEY, m mood, t text DEFAULT now())",
                "CREATE TABLE b (id int REFERENCES a, PRIMARY KEY (id))",
                "ALTER TABLE a ADD COLUMN x posint DEFAULT f()",
                "CREATE INDEX a_x ON a (x)",
                "ALTER TABLE a RENAME TO c",
                "INSERT INTO c SELECT g, 'a', now() FROM generate_series(1, 10) g",
                "DROP INDEX a_x",
                "CREATE VIEW v AS SELECT * FROM c",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'",
                "GRANT SELECT ON c TO PUBLIC",
                "DROP TABLE b"))
        .containsOnly("FRESH");
    assertThat(looks).hasValue(0);
  }

  @Test
  void everythingElseNeedsOneLook() throws SQLException {
    forecast(
        "ALTER TABLE plain ADD COLUMN z dom DEFAULT app.tf()",
        "ALTER TABLE plain ALTER a TYPE bigint",
        "DROP TABLE pk CASCADE",
        "DROP FUNCTION tf() CASCADE",
        "UPDATE fk SET id = 1");
    assertThat(looks).hasValue(1);
  }

  @Test
  void lookingWaitsForNobodyAndLeavesNothingBehind(TestDatabase database) throws SQLException {
    try (Connection other = database.connect();
        Statement holder = other.createStatement()) {
      other.setAutoCommit(false);
      holder.execute("LOCK TABLE app.ev, app.att, app.vv, app.plain IN ACCESS EXCLUSIVE MODE");
      execute("SET statement_timeout = '10s'");
      real.setAutoCommit(false);
      assertThat(
              summaries(
                  "ALTER TABLE ev ATTACH PARTITION att FOR VALUES FROM (20) TO (30)",
                  "ALTER TABLE plain ALTER a SET NOT NULL, ALTER b TYPE bigint",
                  "LOCK TABLE vv"))
          .allMatch(s -> s.startsWith("STRONG"));
      try (Statement statement = real.createStatement();
          ResultSet locked =
              statement.executeQuery(
                  "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                      + " WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'app'::regnamespace")) {
        locked.next();
        assertThat(locked.getInt(1)).isZero();
      }
      real.rollback();
      other.rollback();
    }
  }

  // ---------------------------------------------------------------- names

  @Test
  void renamesAndDropsAreFollowed() throws SQLException {
    assertThat(
            summaries(
                "ALTER TABLE other RENAME TO old_other",
                "CREATE TABLE other (id int)",
                "ALTER TABLE other ADD COLUMN x int",
                "ALTER TABLE old_other ADD COLUMN x int",
                "ALTER TABLE old_other SET SCHEMA public",
                "TRUNCATE public.old_other",
                "DROP TABLE public.old_other",
                "TRUNCATE public.old_other"))
        .containsExactly(
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "FRESH",
            "FRESH",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "FRESH");
  }

  @Test
  void aTableThatIsMadeAnewIsFresh() throws SQLException {
    assertThat(
            summaries(
                "DROP TABLE IF EXISTS other",
                "CREATE TABLE other (id int)",
                "CREATE INDEX ON other (id)"))
        .containsExactly("STRONG app.other:ACCESS_EXCLUSIVE", "FRESH", "FRESH");
  }

  @Test
  void ifNotExistsLooksWhetherItDoes() throws SQLException {
    assertThat(
            summaries(
                "CREATE TABLE IF NOT EXISTS other (id int)",
                "CREATE TABLE IF NOT EXISTS brand_new (id int)",
                "CREATE INDEX ON other (id)",
                "CREATE INDEX ON brand_new (id)"))
        .containsExactly("FRESH", "FRESH", "STRONG app.other:SHARE", "FRESH");
  }

  @Test
  void theSearchPathOfTheSessionAndOfTheScriptCount() throws SQLException {
    execute("CREATE SCHEMA s2; CREATE TABLE s2.other (id int); CREATE TABLE s2.mine (id int)");
    assertThat(
            summaries(
                "TRUNCATE other",
                "SET search_path = s2, app",
                "TRUNCATE other",
                "TRUNCATE plain",
                "CREATE TABLE plain (id int)",
                "TRUNCATE plain",
                "RESET search_path",
                "TRUNCATE app.plain",
                "ALTER SCHEMA s2 RENAME TO s3",
                "TRUNCATE s3.mine"))
        .containsExactly(
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "FRESH",
            "STRONG s2.other:ACCESS_EXCLUSIVE",
            "STRONG app.plain:ACCESS_EXCLUSIVE",
            "FRESH",
            "FRESH",
            "FRESH",
            "STRONG app.plain:ACCESS_EXCLUSIVE",
            "FRESH",
            "STRONG s2.mine:ACCESS_EXCLUSIVE");
  }

  @Test
  void quotedNamesAreOtherNames() throws SQLException {
    execute("CREATE TABLE \"Other\" (id int)");
    assertThat(summaries("TRUNCATE Other", "TRUNCATE \"Other\"", "TRUNCATE \"OTHER\""))
        .containsExactly(
            "STRONG app.other:ACCESS_EXCLUSIVE", "STRONG app.Other:ACCESS_EXCLUSIVE", "FRESH");
  }

  @Test
  void temporaryTablesHideOthersAndWaitForNobody() throws SQLException {
    execute("CREATE TEMP TABLE other (id int)");
    assertThat(summaries("ALTER TABLE other ADD COLUMN x int")).containsExactly("FRESH");
  }

  @Test
  void uncommittedObjectsOfTheTransactionAreThere() throws SQLException {
    real.setAutoCommit(false);
    execute("CREATE TABLE made_before (id int REFERENCES pk)");
    assertThat(summaries("DROP TABLE made_before"))
        .containsExactly("STRONG app.made_before:ACCESS_EXCLUSIVE app.pk:ACCESS_EXCLUSIVE");
    real.rollback();
  }

  @Test
  void foreignKeysThatTheScriptAddsAreFollowed() throws SQLException {
    assertThat(
            summaries(
                "ALTER TABLE other ADD CONSTRAINT o FOREIGN KEY (id) REFERENCES plain NOT VALID",
                "ALTER TABLE other VALIDATE CONSTRAINT o",
                "ALTER TABLE other ADD FOREIGN KEY (id) REFERENCES pk NOT VALID",
                "ALTER TABLE other DROP CONSTRAINT other_id_fkey",
                "DROP TABLE other"))
        .containsExactly(
            "STRONG app.other:SHARE_ROW_EXCLUSIVE app.plain:SHARE_ROW_EXCLUSIVE",
            "CONCURRENT",
            "STRONG app.other:SHARE_ROW_EXCLUSIVE app.pk:SHARE_ROW_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE app.pk:ACCESS_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE app.plain:ACCESS_EXCLUSIVE");
  }

  // ---------------------------------------------------------------- what is written and read

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE plain ADD z int DEFAULT app.stable_one()         | none",
        "ALTER TABLE plain ADD z int DEFAULT app.volatile_one()       | rewrite",
        "ALTER TABLE plain ADD z int DEFAULT unheard_of()             | rewrite",
        "ALTER TABLE plain ADD z checked                              | rewrite",
        "ALTER TABLE plain ADD z dom                                  | none",
        "ALTER TABLE plain ADD z int NOT NULL                         | scan",
        "ALTER TABLE plain ADD z int NOT NULL DEFAULT 1               | none",
        "ALTER TABLE plain ADD z timestamptz DEFAULT current_timestamp | none",
        "ALTER TABLE plain ALTER id SET NOT NULL                      | none",
        "ALTER TABLE plain ALTER a SET NOT NULL                       | none",
        "ALTER TABLE plain ALTER b SET NOT NULL                       | scan",
        "ALTER TABLE plain ALTER c TYPE varchar                       | none",
        "ALTER TABLE plain ALTER c TYPE varchar(10)                   | rewrite",
        "ALTER TABLE plain ALTER c TYPE text USING c::text            | none",
        "ALTER TABLE plain ALTER c TYPE text USING lower(c)           | rewrite",
        "ALTER TABLE plain ALTER a TYPE bigint                        | rewrite",
        "ALTER TABLE plain ALTER ser TYPE int[] USING array[ser]      | rewrite",
        "ALTER TABLE plain ALTER label TYPE varchar(20)               | none",
        "ALTER TABLE plain ALTER label TYPE varchar(5)                | rewrite",
        "ALTER TABLE plain ALTER price TYPE numeric(12, 2)            | none",
        "ALTER TABLE plain ALTER price TYPE numeric(12, 4)            | rewrite",
        "ALTER TABLE plain ALTER price TYPE numeric                   | none",
        "ALTER TABLE plain ALTER moment TYPE timestamp                | none",
        "ALTER TABLE plain ALTER moment TYPE timestamp(2)             | rewrite",
        "ALTER TABLE plain ALTER fixed TYPE char(20)                  | rewrite",
        "ALTER TABLE plain ALTER fixed TYPE text                      | rewrite",
        "ALTER TABLE plain ALTER span TYPE interval                   | none",
        "ALTER TABLE plain ALTER d TYPE int                           | none",
        "ALTER TABLE plain ALTER a TYPE dom                           | scan",
        "ALTER TABLE plain ALTER a TYPE checked                       | rewrite",
        "ALTER TABLE plain ALTER ser TYPE oid USING ser::oid          | none",
        "ALTER TABLE plain ALTER tags TYPE varchar[]                  | rewrite",
        "ALTER TABLE plain ALTER label TYPE text                      | none",
        "ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0) NOT VALID   | none",
        "ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0)             | scan",
        "ALTER TABLE plain SET LOGGED                                 | none",
        "ALTER TABLE plain SET TABLESPACE pg_default                  | none",
        "ALTER TABLE plain SET ACCESS METHOD heap                     | none",
        "VACUUM FULL plain                                            | rewrite",
        "TRUNCATE plain                                               | rewrite",
      })
  void rewritesAndScans(String sql, String work) throws SQLException {
    execute(
        "UPDATE plain SET a = 1, b = 1;"
            + "CREATE FUNCTION stable_one() RETURNS int LANGUAGE sql STABLE AS 'select 1';"
            + "CREATE FUNCTION volatile_one() RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';"
            + "CREATE DOMAIN checked AS dom CHECK (value > 0);"
            + "ALTER TABLE plain ADD CONSTRAINT a_known CHECK (a IS NOT NULL AND a > -5),"
            + " ADD CONSTRAINT b_unknown CHECK (b IS NOT NULL OR a > 0),"
            + " ADD tags text[], ADD label varchar(10), ADD price numeric(10, 2),"
            + " ADD moment timestamp(3), ADD fixed char(10), ADD span interval(3), ADD d dom;"
            + "ALTER TABLE plain ALTER ser DROP DEFAULT");

    RelationLock lock =
        forecast(sql).get(0).locks().stream()
            .filter(l -> l.relation().name().equals("plain"))
            .findFirst()
            .orElseThrow();

    assertThat(lock.rewrite() ? "rewrite" : lock.scan() ? "scan" : "none").isEqualTo(work);
    boolean runs =
        !sql.contains("unheard_of")
            && !sql.endsWith("z int NOT NULL")
            && (!sql.contains("ACCESS METHOD")
                || real.getMetaData().getDatabaseMajorVersion() >= 15);
    if (runs) {
      long before = file();
      execute(sql);
      assertThat(file() != before).as("the server wrote the table anew").isEqualTo(lock.rewrite());
    }
  }

  private long file() throws SQLException {
    try (Statement statement = real.createStatement();
        ResultSet file =
            statement.executeQuery("SELECT pg_relation_filenode('app.plain')::bigint")) {
      file.next();
      return file.getLong(1);
    }
  }

  @Test
  void functionsOfTheScriptAreKnown() throws SQLException {
    List<LockForecast> forecasts =
        forecast(
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1'",
            "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS 'begin return 2; end'",
            "ALTER TABLE plain ADD x int DEFAULT one()",
            "ALTER TABLE plain ADD y int DEFAULT two()",
            "SELECT one()",
            "SELECT two()",
            "CREATE FUNCTION three() RETURNS int LANGUAGE plpython3u AS 'return 3'",
            "SELECT three()");

    assertThat(forecasts.get(2).locks()).noneMatch(RelationLock::rewrite);
    assertThat(forecasts.get(3).locks()).allMatch(RelationLock::rewrite);
    assertThat(forecasts.get(4).statementClass()).isEqualTo(StatementClass.DATA);
    assertThat(forecasts.get(5).statementClass()).isEqualTo(StatementClass.DATA);
    assertThat(forecasts.get(7).statementClass()).isEqualTo(StatementClass.UNKNOWN);
  }

  // ---------------------------------------------------------------- classes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX CONCURRENTLY ON plain (a)                      | CONCURRENT",
        "DROP INDEX CONCURRENTLY mvu                                 | CONCURRENT",
        "REINDEX TABLE CONCURRENTLY plain                            | CONCURRENT",
        "REINDEX (CONCURRENTLY) SCHEMA app                           | CONCURRENT",
        "ALTER TABLE fk VALIDATE CONSTRAINT nv                       | CONCURRENT",
        "ALTER TABLE nopart DETACH PARTITION nopart1 CONCURRENTLY    | CONCURRENT",
        "VACUUM                                                      | CONCURRENT",
        "VACUUM ANALYZE plain                                        | CONCURRENT",
        "ANALYZE plain                                               | CONCURRENT",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY mv                   | CONCURRENT",
        "REINDEX SCHEMA app                                          | STRONG",
        "REINDEX DATABASE                                            | UNKNOWN",
        "VACUUM FULL                                                 | UNKNOWN",
        "CLUSTER                                                     | UNKNOWN",
        "DO 'begin end'                                              | FRESH",
        "DO 'begin execute f(); end'                                 | UNKNOWN",
        "DO LANGUAGE plpython3u 'pass'                               | UNKNOWN",
        "CALL p()                                                    | UNKNOWN",
        "SELECT app.tf()                                             | DATA",
        "SELECT dblink_exec('x', 'y')                                | UNKNOWN",
        "CREATE EXTENSION hstore                                     | UNKNOWN",
        "DROP OWNED BY somebody                                      | FRESH",
        "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b            | UNKNOWN",
        "FROBNICATE plain                                            | UNKNOWN",
        "ALTER TABLE plain FROBNICATE                                | STRONG",
        "CREATE INDEX CONCURRENTLY ON plain (a) FROBNICATE           | CONCURRENT",
        "ALTER TABLE plain SET (fillfactor = 70)                     | DATA",
        "SELECT * FROM plain                                         | DATA",
        "SELECT pg_sleep(0)                                          | DATA",
        "INSERT INTO plain (id) VALUES (1)                           | DATA",
        "CREATE TABLE copy AS SELECT * FROM plain                    | DATA",
        "CREATE TABLE fresh_one (id int)                             | FRESH",
        "ALTER TABLE missing ADD x int                               | FRESH",
        "ALTER TYPE comp RENAME TO z                                 | STRONG",
        "CREATE TYPE mood AS ENUM ('a')                              | FRESH",
        "SET work_mem = '1MB'                                        | FRESH",
        "BEGIN                                                       | FRESH",
      })
  void classes(String sql, StatementClass expected) throws SQLException {
    assertThat(forecast(sql).get(0).statementClass()).isEqualTo(expected);
  }

  @Test
  void unknownActionsReachForeignKeysToo() throws SQLException {
    assertThat(summaries("ALTER TABLE fk FROBNICATE"))
        .singleElement()
        .asString()
        .contains("app.fk:ACCESS_EXCLUSIVE", "app.pk:ACCESS_EXCLUSIVE");
  }

  @Test
  void aScriptOfManyPartitionsListsThemAll() throws SQLException {
    assertThat(forecast("CREATE INDEX ON ev (id)").get(0).locks())
        .extracting(l -> l.relation().name())
        .containsExactlyInAnyOrder("ev", "ev1", "ev11", "evd");
  }

  // ---------------------------------------------------------------- the relation

  @Test
  void lockableIsWhatTheRoleMayLock(TestDatabase database) throws SQLException {
    DatabaseRole role = database.createRole("mover");
    execute(
        "GRANT USAGE ON SCHEMA app TO "
            + role.name()
            + "; GRANT REFERENCES, SELECT, INSERT ON plain TO "
            + role.name()
            + "; GRANT DELETE ON other TO "
            + role.name());
    try (Connection asRole = database.connectAs(role)) {
      List<LockForecast> forecasts =
          forecaster.forecast(
              List.of(
                  "ALTER TABLE app.other ADD FOREIGN KEY (id) REFERENCES app.plain",
                  "DROP VIEW app.vv"),
              asRole);
      assertThat(forecasts.get(0).locks())
          .extracting(l -> l.relation().name() + " " + l.relation().lockable())
          .containsExactlyInAnyOrder("other true", "plain false");
      assertThat(forecasts.get(1).locks())
          .allMatch(lock -> !lock.relation().lockable(), "a view is not lockable");
      try (Statement statement = asRole.createStatement()) {
        asRole.setAutoCommit(false);
        statement.execute("LOCK TABLE app.other IN SHARE UPDATE EXCLUSIVE MODE");
        asRole.rollback();
      }
    }
  }
}
