/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes and drops the databases of one server, and keeps the templates that they are copied from.
 */
final class Databases {

  private final PostgresServer server;
  private final AdminSession admin;
  private final Map<Class<?>, String> templates = new HashMap<>();

  Databases(PostgresServer server) {
    this.server = server;
    admin = new AdminSession(server, "postgres");
  }

  TestDatabase copy(DatabaseTemplate template) throws SQLException {
    return create("test", nameOf(template));
  }

  void drop(String database, List<DatabaseRole> roles) throws SQLException {
    admin.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    for (DatabaseRole role : roles) {
      admin.execute("DROP ROLE IF EXISTS " + role.name());
    }
  }

  /** Only a server that outlives this JVM needs it. */
  synchronized void dropTemplates() throws SQLException {
    for (String template : templates.values()) {
      drop(template, List.of());
    }
    templates.clear();
  }

  private synchronized String nameOf(DatabaseTemplate template) throws SQLException {
    if (template instanceof DatabaseTemplate.Empty) {
      return "template0";
    }
    String name = templates.get(template.getClass());
    if (name == null) {
      name = prepare(template);
      templates.put(template.getClass(), name);
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
    admin.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    return new TestDatabase(server, this, name);
  }
}
