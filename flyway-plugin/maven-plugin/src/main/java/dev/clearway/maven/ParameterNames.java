/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import dev.clearway.core.config.DidYouMean;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The names of all parameters, of every goal, for what is configured for one goal may be said to
 * all of them. Maven itself passes over a name that it does not know, without a word.
 */
record ParameterNames(Set<String> known) {

  private static final String PREFIX = "clearway.";

  ParameterNames {
    known = Set.copyOf(known);
  }

  static ParameterNames of(MojoExecution execution) {
    Set<String> names = new TreeSet<>();
    for (MojoDescriptor goal : execution.getMojoDescriptor().getPluginDescriptor().getMojos()) {
      if (goal.getParameters() != null) {
        goal.getParameters().stream()
            .filter(Parameter::isEditable)
            .map(Parameter::getName)
            .forEach(names::add);
      }
    }
    return new ParameterNames(names);
  }

  /**
   * What is wrong with the names that were given, one line each.
   *
   * @param user the properties of Maven's command line, where a name that is like none of ours is
   *     somebody else's
   */
  List<String> mistakes(MavenProject project, MojoExecution execution, Properties user) {
    Set<String> mistakes = new LinkedHashSet<>();
    for (ConfigurationContainer place : places(project, execution)) {
      if (place.getConfiguration() instanceof Xpp3Dom configuration) {
        for (Xpp3Dom element : configuration.getChildren()) {
          String name = element.getName();
          if (!known.contains(name)) {
            mistakes.add(
                "parameter <%s>: %s"
                    .formatted(
                        name,
                        Settings.isSecret(name)
                            ? secret(name)
                            : "there is no such parameter" + DidYouMean.hint(name, known)));
          }
        }
      }
    }
    for (String property : new TreeSet<>(user.stringPropertyNames())) {
      String name = property.startsWith(PREFIX) ? property.substring(PREFIX.length()) : "";
      if (Settings.isSecret(name)) {
        mistakes.add("property %s: %s".formatted(property, secret(name)));
      } else if (!name.isEmpty() && !known.contains(name)) {
        DidYouMean.nearest(name, known)
            .ifPresent(
                near ->
                    mistakes.add(
                        "property %s: there is no such parameter; did you mean %s%s?"
                            .formatted(property, PREFIX, near)));
      }
    }
    return List.copyOf(mistakes);
  }

  private static String secret(String name) {
    return "it is secret, and is read from the environment only, as "
        + NameStyle.ENVIRONMENT.of(name)
        + ", or from Flyway's configuration files";
  }

  /** Where the pom configures this execution: the plugin, and the execution itself. */
  private static List<ConfigurationContainer> places(
      MavenProject project, MojoExecution execution) {
    String key = execution.getPlugin().getKey();
    Plugin plugin = project.getPlugin(key);
    if (plugin == null && project.getPluginManagement() != null) {
      plugin = project.getPluginManagement().getPluginsAsMap().get(key);
    }
    List<ConfigurationContainer> places = new ArrayList<>();
    if (plugin != null) {
      places.add(plugin);
      PluginExecution own = plugin.getExecutionsAsMap().get(execution.getExecutionId());
      if (own != null) {
        places.add(own);
      }
    }
    return places;
  }
}
