/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import dev.clearway.cli.setup.FlywayOptions;
import dev.clearway.core.config.SettingSource.Given;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * What the same project tells Flyway's own plugin, so that it need not be said twice: its
 * configuration in the pom, and {@code flyway.*} properties of the command line and of the pom. The
 * first of these that has a key wins, as with Flyway.
 */
record FlywayPluginConfiguration(List<Given> given) {

  private static final String PLUGIN = "org.flywaydb:flyway-maven-plugin";
  private static final String PREFIX = "flyway.";

  FlywayPluginConfiguration {
    given = List.copyOf(given);
  }

  static FlywayPluginConfiguration of(MavenProject project, MavenSession session) {
    Map<String, Given> found = new LinkedHashMap<>();
    properties("-D", session.getUserProperties(), found);
    Plugin plugin = project.getPlugin(PLUGIN);
    if (plugin != null && plugin.getConfiguration() instanceof Xpp3Dom configuration) {
      for (Xpp3Dom child : configuration.getChildren()) {
        read(child, found);
      }
    }
    properties("property ", project.getProperties(), found);
    return new FlywayPluginConfiguration(List.copyOf(found.values()));
  }

  private static void properties(String place, Properties properties, Map<String, Given> found) {
    for (String name : properties.stringPropertyNames()) {
      String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
      if (FlywayOptions.isKey(key)) {
        found.putIfAbsent(key, new Given(key, properties.getProperty(name), place + name));
      }
    }
  }

  private static void read(Xpp3Dom element, Map<String, Given> found) {
    String name = element.getName();
    String origin = "flyway-maven-plugin <" + name + ">";
    if (name.equals("pluginConfiguration")) {
      for (Xpp3Dom child : element.getChildren()) {
        read(child, found);
      }
      return;
    }
    if (element.getChildCount() == 0) {
      if (element.getValue() != null && FlywayOptions.isKey(name)) {
        found.putIfAbsent(name, new Given(name, element.getValue().strip(), origin));
      }
      return;
    }
    if (name.equals("placeholders") || name.equals("jdbcProperties") || name.equals("clearway")) {
      for (Xpp3Dom child : element.getChildren()) {
        String key = name + "." + child.getName();
        found.putIfAbsent(key, new Given(key, text(child), origin + " <" + child.getName() + ">"));
      }
      return;
    }
    if (!FlywayOptions.isKey(name)) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (Xpp3Dom child : element.getChildren()) {
      values.add(text(child));
    }
    found.putIfAbsent(name, new Given(name, String.join(",", values), origin));
  }

  private static String text(Xpp3Dom element) {
    return element.getValue() == null ? "" : element.getValue().strip();
  }
}
