/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.ledger.StatementLedger;
import dev.clearway.core.lock.ConnectionSource;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at a database from outside a run, on connections that are closed at once. */
final class DatabaseProbe {

  private static final Pattern ADDRESS = Pattern.compile("jdbc:(?:\\w+:)*//([^/?]+)");

  private final ConnectionSource source;
  private boolean readOnly;

  DatabaseProbe(ConnectionSource source) {
    this.source = source;
  }

  /** Thrown where there is something to migrate on a server that takes no writes. */
  static final class ReadOnlyException extends RuntimeException {
    ReadOnlyException(String address) {
      super(
          "The server at "
              + address
              + " only reads now: it is a standby, or was made one by a failover");
    }
  }

  /** Thrown where the server is not PostgreSQL. */
  static final class NotPostgreSqlException extends RuntimeException {
    NotPostgreSqlException(String product) {
      super("This is not PostgreSQL: " + product);
    }
  }

  /**
   * Which database this is.
   *
   * @throws NotPostgreSqlException if it is another product, however alike
   */
  DatabaseFacts facts() throws SQLException {
    try (Connection connection = source.open()) {
      String product = connection.getMetaData().getDatabaseProductName();
      if (!product.equals("PostgreSQL") || !ClearwayDatabaseType.isPostgreSql(connection)) {
        throw new NotPostgreSqlException(
            product.equals("PostgreSQL") ? version(connection) : product);
      }
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select current_database(), split_part(current_setting('server_version'), ' ', 1),"
                      + " current_setting('transaction_read_only')::boolean")) {
        row.next();
        readOnly = row.getBoolean(3);
        return new DatabaseFacts(
            row.getString(1), address(connection.getMetaData().getURL()), row.getString(2));
      }
    }
  }

  /** What the server says of itself; empty where it cannot be asked. */
  Map<String, String> server() {
    try (Connection connection = source.open()) {
      return server(connection);
    } catch (SQLException e) {
      return Map.of();
    }
  }

  /** The same, over a connection that is there. */
  static Map<String, String> server(Connection connection) throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(SqlResource.load(DatabaseProbe.class, "server-facts.sql"))) {
      while (row.next()) {
        facts.put(row.getString("name"), row.getString("value"));
      }
    }
    return facts;
  }

  /** Whether the server that {@link #facts} met takes no writes: a standby, or set so. */
  boolean isReadOnly() {
    return readOnly;
  }

  private static String version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version()")) {
      row.next();
      return row.getString(1);
    }
  }

  static String address(@Nullable String url) {
    Matcher matcher = ADDRESS.matcher(url == null ? "" : url);
    return matcher.find() ? matcher.group(1) : "localhost:5432";
  }

  /**
   * Ends what the server still has of a session that we have lost, so that it neither holds locks
   * nor goes on with work that is going to be done again. Does nothing where it is gone, or where
   * the server is out of reach: then it ends by itself.
   */
  void endLostSession(int pid) {
    if (pid == 0) {
      return;
    }
    try (Connection connection = source.open();
        PreparedStatement end =
            connection.prepareStatement(
                SqlResource.load(DatabaseProbe.class, "end-lost-session.sql"))) {
      end.setInt(1, pid);
      end.execute();
    } catch (SQLException e) {
      // The next attempt to connect says what is wrong.
    }
  }

  /** What the ledger has of {@code script}; null for nothing, or where it cannot be asked. */
  @Nullable PartialScript partial(LedgerTable table, String script) {
    try (Connection connection = source.open()) {
      return new StatementLedger(table)
          .partial(connection).stream()
              .filter(partial -> partial.script().equals(script))
              .findFirst()
              .orElse(null);
    } catch (SQLException e) {
      return null;
    }
  }

  /** Who holds Flyway's advisory lock now, in words; null where nobody does. */
  @Nullable String otherMigration() {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(SqlResource.load(DatabaseProbe.class, "other-migration.sql"))) {
      if (!row.next()) {
        return null;
      }
      String query = row.getString("query");
      if (query == null || query.isBlank()) {
        return row.getString("holder");
      }
      String redacted = Redaction.redact(query);
      return row.getString("holder")
          + ", "
          + row.getString("doing")
          + ": "
          + (redacted.length() > 120 ? redacted.substring(0, 120) + " ..." : redacted);
    } catch (SQLException e) {
      return null;
    }
  }
}
