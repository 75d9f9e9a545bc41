/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.clearway.testkit.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What Flyway throws where nobody but our extension is there: it quotes the failing statement and
 * the server's answer, both without data, and still says where it was.
 */
@Timeout(60)
class ExceptionPrivacyTest extends WithMigrations {

  private static final String MAIL = "erika@example.com";
  private static final String CARD = "4111111111111111";

  @BeforeEach
  void customers(TestDatabase database) throws Exception {
    database.execute(
        "create table customers (id int primary key, email text unique, card text,"
            + " referrer int references customers deferrable initially deferred);"
            + " insert into customers values (1, '"
            + MAIL
            + "', '"
            + CARD
            + "')");
    migrations.set("flyway.baselineOnMigrate", "true").set("flyway.baselineVersion", "0");
  }

  private FlywayException failing(String sql) {
    migrations.with("V1__fails.sql", "-- " + MAIL + "\nselect 1;\n" + sql);
    FlywayException thrown =
        catchThrowableOfType(FlywayException.class, () -> migrations.flyway().migrate());
    assertThat(thrown).isNotNull();
    return thrown;
  }

  private static String printed(Throwable thrown) {
    StringWriter out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out, true));
    return out.toString();
  }

  private static SQLException sql(Throwable thrown) {
    Throwable cause = thrown;
    while (!(cause instanceof SQLException)) {
      assertThat(cause).as(printed(thrown)).isNotNull();
      cause = cause.getCause();
    }
    return (SQLException) cause;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePlaceIsSaidAndTheDataIsNot(boolean inTransaction) throws Exception {
    if (!inTransaction) {
      migrations.with("V1__fails.sql.conf", "executeInTransaction=false");
    }

    FlywayException thrown =
        failing("insert into customers values (2, '" + MAIL + "', '" + CARD + "');");

    assertThat(printed(thrown))
        .contains("V1__fails.sql")
        .contains("Line       : 3")
        .contains("Key (email)=(***) already exists.")
        .doesNotContain(MAIL)
        .doesNotContain(CARD);
    FlywaySqlScriptException inScript = RunFailures.find(thrown, FlywaySqlScriptException.class);
    assertThat(inScript.getLineNumber()).isEqualTo(3);
    assertThat(inScript.getStatement())
        .isEqualTo("insert into customers values (2, '*****************', '****************')");
    SQLException sql = sql(thrown);
    assertThat((Throwable) sql).isInstanceOf(PSQLException.class);
    assertThat(sql.getSQLState()).isEqualTo("23505");
    ServerErrorMessage server = ((PSQLException) sql).getServerErrorMessage();
    assertThat(server.getTable()).isEqualTo("customers");
    assertThat(server.getConstraint()).isEqualTo("customers_email_key");
    assertThat(server.getRoutine()).isNotBlank();
    assertThat(sql.getStackTrace()).isNotEmpty();
  }

  @Test
  void positionAndHintStay() {
    SQLException sql = sql(failing("select emial, '" + MAIL + "' from customers;"));

    ServerErrorMessage server = ((PSQLException) sql).getServerErrorMessage();
    assertThat(server.getSQLState()).isEqualTo("42703");
    assertThat(server.getPosition()).isEqualTo(8);
    assertThat(server.getHint()).contains("customers.email");
    assertThat(sql.getMessage())
        .contains("column \"emial\" does not exist")
        .contains("Position: 8");
  }

  @Test
  void theContextKeepsItsLinesAndLosesItsStatements() {
    FlywayException thrown =
        failing(
            "do $$ begin\n  execute format('insert into customers values (2, %L, %L)', '"
                + MAIL
                + "', '"
                + CARD
                + "');\nend $$;");

    assertThat(printed(thrown))
        .contains("inline_code_block line 2 at EXECUTE")
        .doesNotContain(MAIL)
        .doesNotContain(CARD);
  }

  @Test
  void whatIsNoticedAtTheCommitOnly() {
    FlywayException thrown =
        failing("insert into customers values (2, 'x', '" + CARD + "', 4711008);");

    assertThat(sql(thrown).getSQLState()).isEqualTo("23503");
    assertThat(printed(thrown))
        .contains("Key (referrer)=(***) is not present in table")
        .doesNotContain("4711008")
        .doesNotContain(CARD);
  }

  @Test
  void copyDataIsNotQuoted() {
    FlywayException thrown =
        failing(
            "copy customers (id, email, card) from stdin with csv;\nx,"
                + MAIL
                + ","
                + CARD
                + "\n\\.\n");

    assertThat(printed(thrown))
        .contains("invalid input syntax for type integer: \"***\"")
        .doesNotContain(MAIL)
        .doesNotContain(CARD);
  }

  @Test
  void whatTheMigrationRaisesItselfLosesWhatLooksLikeAValue() {
    FlywayException thrown =
        failing(
            "do $$ begin raise exception 'no card % for %', '"
                + CARD
                + "', '"
                + MAIL
                + "' using detail = '"
                + MAIL
                + "', hint = '"
                + CARD
                + "'; end $$;");

    assertThat(printed(thrown))
        .contains("no card *** for ***")
        .doesNotContain(MAIL)
        .doesNotContain(CARD);
  }

  @Test
  void itIsStillFlywaysOwnException() {
    FlywayException ours = failing("select nonsense;");

    assertThat(ours.getClass().getName()).startsWith("org.flywaydb.core.");
    assertThat(ours.getMessage()).contains("SQL State  : 42703").contains("Line       : 3");
  }

  /** Keeps what Flyway logs; found by its name in Flyway's configuration. */
  public static final class Kept implements LogCreator {

    static final List<String> LINES = new CopyOnWriteArrayList<>();

    @Override
    public Log createLogger(Class<?> type) {
      return (Log)
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {Log.class},
              (proxy, method, args) -> {
                if (args != null) {
                  LINES.add(String.valueOf(args[0]));
                }
                return method.getReturnType() == boolean.class ? false : null;
              });
    }
  }

  /** Not ours: what a migration says is printed by Flyway's own log, as it always was. */
  @Test
  void whatAMigrationSaysIsFlywaysToPrint() {
    migrations
        .set("flyway.loggers", Kept.class.getName())
        .with("V1__says.sql", "do $$ begin raise notice 'now " + MAIL + "'; end $$;")
        .flyway()
        .migrate();

    assertThat(Kept.LINES).anyMatch(line -> line.contains("now " + MAIL));
  }
}
