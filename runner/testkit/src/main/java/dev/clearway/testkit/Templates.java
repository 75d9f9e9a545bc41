/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The template databases of one server, and the databases that are copied from them. */
final class Templates {

  private final PostgresServer server;
  private final Map<Class<?>, String> names = new HashMap<>();

  Templates(PostgresServer server) {
    this.server = server;
  }

  TestDatabase copy(DatabaseTemplate template) throws SQLException {
    return create("test", nameOf(template));
  }

  /** Drops the templates: only a server that outlives this JVM needs it. */
  synchronized void drop() throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String name : names.values()) {
        statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      }
    }
    names.clear();
  }

  private synchronized String nameOf(DatabaseTemplate template) throws SQLException {
    if (template instanceof DatabaseTemplate.Empty) {
      return "template0";
    }
    String name = names.get(template.getClass());
    if (name == null) {
      name = prepare(template);
      names.put(template.getClass(), name);
    }
    return name;
  }

  private String prepare(DatabaseTemplate template) throws SQLException {
    TestDatabase database = create("template", "template0");
    try {
      template.prepare(database);
      LeakCheck.of(database).ignoringInvalidIndexes().assertClean();
      database.disconnect();
      return database.name();
    } catch (Exception | AssertionError e) {
      database.close();
      throw new IllegalStateException("template " + template.getClass().getName(), e);
    }
  }

  private TestDatabase create(String prefix, String template) throws SQLException {
    String name = Names.unique(prefix);
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    }
    return new TestDatabase(server, name);
  }
}
