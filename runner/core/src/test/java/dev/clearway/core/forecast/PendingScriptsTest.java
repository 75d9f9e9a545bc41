/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlResource;
import dev.clearway.core.sql.StatementText;
import dev.clearway.core.sql.TextPosition;
import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scripts that run one after the other, code, and what nobody can know. */
@PostgresTest(template = PendingScriptsTest.Schema.class)
class PendingScriptsTest {

  static final class Schema implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) throws SQLException {
      database.execute(SqlResource.load(PendingScriptsTest.class, "statements-setup.sql"));
    }
  }

  private final Forecaster forecaster = new Forecaster(new SqlParser());
  private Connection connection;

  @BeforeEach
  void connect(TestDatabase database) throws SQLException {
    connection = database.connect();
    execute("SET search_path = app");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static ScriptText script(String name, String... statements) {
    List<StatementText> texts = new ArrayList<>();
    int line = 1;
    for (String sql : statements) {
      texts.add(new StatementText(line, sql));
      line += (int) sql.lines().count();
    }
    return new ScriptText(name, texts);
  }

  private List<ScriptForecast> forecast(ScriptText... scripts) throws SQLException {
    connection.setReadOnly(true);
    List<ScriptForecast> forecasts = forecaster.forecastScripts(List.of(scripts), connection);
    connection.setReadOnly(false);
    return forecasts;
  }

  private LockForecast forecast(String statement) throws SQLException {
    return forecast(script("V1", statement)).get(0).statements().get(0).forecast();
  }

  /** {@code STRONG app.t:ACCESS_EXCLUSIVE} and so on; {@code *} for a rewrite, {@code +} a scan. */
  private static String summary(StatementForecast statement) {
    LockForecast forecast = statement.forecast();
    return forecast.statementClass()
        + forecast.strongLocks().stream()
            .map(
                l ->
                    " "
                        + l.relation().qualifiedName()
                        + ":"
                        + l.mode()
                        + (l.rewrite() ? "*" : l.scan() ? "+" : ""))
            .sorted()
            .collect(Collectors.joining());
  }

  private static List<String> summaries(List<ScriptForecast> forecasts) {
    return forecasts.stream()
        .flatMap(s -> s.statements().stream())
        .map(PendingScriptsTest::summary)
        .toList();
  }

  // ---------------------------------------------------------------- one after the other

  @Test
  void whatOneScriptDoesTheNextFinds() throws SQLException {
    List<ScriptForecast> forecasts =
        forecast(
            script(
                "V1",
                "CREATE TABLE fresh (id bigint PRIMARY KEY, o int)",
                "ALTER TABLE other RENAME TO renamed",
                "ALTER TABLE plain ADD CONSTRAINT b_there CHECK (b IS NOT NULL) NOT VALID"),
            script(
                "V2",
                "ALTER TABLE fresh ADD COLUMN x int",
                "ALTER TABLE renamed ADD COLUMN x int",
                "ALTER TABLE plain VALIDATE CONSTRAINT b_there"),
            script(
                "V3",
                "ALTER TABLE plain ALTER b SET NOT NULL",
                "ALTER TABLE fresh ADD FOREIGN KEY (o) REFERENCES pk",
                "ALTER TABLE plain ALTER c TYPE varchar(10)"),
            script(
                "V4",
                "ALTER TABLE plain ALTER c TYPE varchar(20)",
                "ALTER TABLE plain ALTER c TYPE varchar(15)",
                "DROP TABLE fresh",
                "DROP TABLE fresh"));

    assertThat(forecasts).extracting(ScriptForecast::name).containsExactly("V1", "V2", "V3", "V4");
    assertThat(summaries(forecasts))
        .containsExactly(
            "FRESH",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "STRONG app.plain:ACCESS_EXCLUSIVE",
            "FRESH",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "CONCURRENT",
            "STRONG app.plain:ACCESS_EXCLUSIVE",
            "STRONG app.pk:SHARE_ROW_EXCLUSIVE+",
            "STRONG app.plain:ACCESS_EXCLUSIVE*",
            "STRONG app.plain:ACCESS_EXCLUSIVE",
            "STRONG app.plain:ACCESS_EXCLUSIVE*",
            "STRONG app.pk:ACCESS_EXCLUSIVE",
            "FRESH");
    assertThat(forecasts.get(3).statements().get(3).forecast().missing())
        .containsExactly(QualifiedName.of("fresh"));
  }

  @Test
  void settingsEndWithTheirScriptAndLocalOnesWithTheTransaction() throws SQLException {
    execute("CREATE SCHEMA s2; CREATE TABLE s2.other (id int); CREATE SCHEMA \"S 3\"");
    execute("CREATE TABLE \"S 3\".other (id int)");
    assertThat(
            summaries(
                forecast(
                    script(
                        "V1",
                        "SET search_path = s2",
                        "TRUNCATE other",
                        "BEGIN",
                        "SET LOCAL search_path TO \"S 3\", app",
                        "TRUNCATE other",
                        "COMMIT",
                        "TRUNCATE other",
                        "SELECT pg_catalog.set_config('search_path', '', false)",
                        "TRUNCATE other",
                        "SELECT set_config('search_path', '\"S 3\", s2', false)",
                        "TRUNCATE other"),
                    script("V2", "TRUNCATE other"))))
        .containsExactly(
            "FRESH",
            "STRONG s2.other:ACCESS_EXCLUSIVE*",
            "FRESH",
            "FRESH",
            "STRONG S 3.other:ACCESS_EXCLUSIVE*",
            "FRESH",
            "STRONG s2.other:ACCESS_EXCLUSIVE*",
            "FRESH",
            "FRESH",
            "FRESH",
            "STRONG S 3.other:ACCESS_EXCLUSIVE*",
            "STRONG app.other:ACCESS_EXCLUSIVE*");
  }

  // ---------------------------------------------------------------- what is missing

  @Test
  void missingIsWhatNothingMakes() throws SQLException {
    List<StatementForecast> statements =
        forecast(
                script(
                    "V1",
                    "ALTER TABLE nowhere ADD x int",
                    "ALTER TABLE IF EXISTS nowhere ADD x int",
                    "DROP TABLE IF EXISTS app.nowhere, plain",
                    "UPDATE plain SET id = (SELECT max(id) FROM elsewhere.t)",
                    "CREATE TABLE later AS SELECT * FROM pk",
                    "INSERT INTO later SELECT * FROM pg_class, information_schema.tables",
                    "CREATE OR REPLACE VIEW brand_new AS SELECT * FROM later",
                    "WITH w AS (SELECT 1) SELECT * FROM w",
                    "CREATE TEMP TABLE work (id int)",
                    "SELECT * FROM work",
                    "DO $$ BEGIN IF false THEN DROP TABLE perhaps; END IF; END $$"))
            .get(0)
            .statements();

    assertThat(statements)
        .extracting(s -> s.forecast().missing().toString())
        .containsExactly(
            "[nowhere]",
            "[]",
            "[]",
            "[plain, elsewhere.t]",
            "[]",
            "[]",
            "[]",
            "[]",
            "[]",
            "[]",
            "[]");
  }

  @Test
  void behindCodeThatNobodyKnowsNothingIsMissing() throws SQLException {
    List<StatementForecast> statements =
        forecast(
                script(
                    "V1",
                    "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || current_user || '(id int)'; END $$",
                    "TRUNCATE nowhere"))
            .get(0)
            .statements();
    assertThat(statements).allMatch(s -> s.forecast().missing().isEmpty());
  }

  // ---------------------------------------------------------------- code

  @Test
  void codeIsLookedInto() throws SQLException {
    execute(
        "CREATE SCHEMA inner_one; CREATE TABLE inner_one.t (id int);"
            + "CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql SET search_path = inner_one"
            + " AS 'BEGIN TRUNCATE t; END';"
            + "CREATE FUNCTION in_sql() RETURNS void LANGUAGE sql AS 'DROP TABLE kid CASCADE';"
            + "CREATE FUNCTION calls_it() RETURNS void LANGUAGE plpgsql"
            + " AS 'BEGIN PERFORM in_sql(); PERFORM calls_it(); END';"
            + "CREATE PROCEDURE proc() LANGUAGE plpgsql AS 'BEGIN LOCK TABLE other; END'");
    assertThat(
            summaries(
                forecast(
                    script(
                        "V1",
                        "DO $$ DECLARE n int; BEGIN SELECT max(id) INTO n FROM plain;"
                            + " IF n > 1 THEN ALTER TABLE plain ADD COLUMN x int DEFAULT 1; END IF;"
                            + " EXECUTE 'TRUNCATE fk'; END $$",
                        "SELECT clean()",
                        "DO $$ BEGIN PERFORM calls_it(); END $$",
                        "CALL proc()",
                        "CREATE FUNCTION own() RETURNS int LANGUAGE plpgsql"
                            + " AS 'BEGIN DROP TABLE udom; CREATE TABLE made (id int); RETURN 1; END'",
                        "SELECT own()",
                        "TRUNCATE made",
                        "DO $$ BEGIN INSERT INTO plain (id) VALUES (7); END $$",
                        "DO $$ BEGIN RAISE NOTICE 'x'; END $$"))))
        .containsExactly(
            "STRONG app.fk:ACCESS_EXCLUSIVE* app.plain:ACCESS_EXCLUSIVE+",
            "STRONG inner_one.t:ACCESS_EXCLUSIVE*",
            "STRONG app.grandkid:ACCESS_EXCLUSIVE app.kid:ACCESS_EXCLUSIVE",
            "STRONG app.other:ACCESS_EXCLUSIVE",
            "FRESH",
            "STRONG app.udom:ACCESS_EXCLUSIVE",
            "FRESH",
            "DATA",
            "FRESH");
  }

  @Test
  void whatIsUnknownSaysWhyAndWhere() throws SQLException {
    LockForecast dynamic =
        forecast("DO $$\nBEGIN\n  TRUNCATE plain;\n  EXECUTE format('DROP TABLE %I', it);\nEND $$");
    assertThat(dynamic.statementClass()).isEqualTo(StatementClass.STRONG);
    assertThat(dynamic.unknowns())
        .containsExactly(
            new Unknown(
                Unknown.Reason.DYNAMIC_SQL,
                "EXECUTE format('DROP TABLE %I', it)",
                new TextPosition(4, 11)));

    LockForecast broken = forecast("\nUPDATE plain\nSETT id = 1");
    assertThat(broken.statementClass()).isEqualTo(StatementClass.UNKNOWN);
    assertThat(broken.unknowns())
        .containsExactly(
            new Unknown(Unknown.Reason.NOT_PARSED, "UPDATE PLAIN SETT", new TextPosition(3, 6)));

    assertThat(forecast("DO $$ BEGIN\n DROP TABEL x; END $$").unknowns())
        .containsExactly(
            new Unknown(Unknown.Reason.NOT_PARSED, "DROP TABEL X", new TextPosition(2, 7)));
    assertThat(forecast("SELECT unheard_of(1)").unknowns())
        .containsExactly(
            new Unknown(Unknown.Reason.FUNCTION, "unheard_of", new TextPosition(1, 1)));
    assertThat(forecast("DO LANGUAGE plperl 'x'").unknowns())
        .extracting(Unknown::reason)
        .containsExactly(Unknown.Reason.LANGUAGE);
    assertThat(forecast("CREATE EXTENSION hstore").unknowns())
        .extracting(Unknown::reason)
        .containsExactly(Unknown.Reason.EXTENSION);
    assertThat(forecast("SELECT set_config('search_path', current_user, false)").unknowns())
        .extracting(Unknown::reason)
        .containsExactly(Unknown.Reason.SEARCH_PATH);
  }
}
