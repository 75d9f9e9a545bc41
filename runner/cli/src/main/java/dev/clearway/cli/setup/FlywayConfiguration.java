/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.ConfiguredValue;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Makes Flyway's own configuration object out of what was given. */
final class FlywayConfiguration {

  private static final String FILESYSTEM = "filesystem:";

  /** Keys whose values have to be found first. */
  private static final Set<String> LOCATIONS = Set.of("locations", "callbackLocations");

  private final Surroundings around;
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  private FlywayConfiguration(Surroundings around) {
    this.around = around;
  }

  static Configuration build(
      Surroundings around,
      Map<String, ConfiguredValue<?>> values,
      Map<String, ConfiguredValue<String>> entries,
      DataSource dataSource) {
    FlywayConfiguration building = new FlywayConfiguration(around);
    FluentConfiguration flyway =
        new FluentConfiguration(building.classLoader(values.get("jarDirs")));
    flyway.dataSource(dataSource);
    flyway.failOnMissingLocations(true);
    for (FlywayOption<?> option : FlywayOptions.ALL) {
      ConfiguredValue<?> value = values.get(option.key());
      if (value != null && !LOCATIONS.contains(option.key())) {
        building.apply(option, value, flyway);
      }
    }
    flyway.placeholders(map("placeholders.", entries));
    building.locations(values.get("locations"), flyway);
    building.callbackLocations(values.get("callbackLocations"), flyway);
    if (!building.problems.isEmpty()) {
      throw new ConfigurationException(building.problems);
    }
    return flyway;
  }

  /** The entries of one map, by their own names. */
  static Map<String, String> map(String prefix, Map<String, ConfiguredValue<String>> entries) {
    Map<String, String> map = new HashMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            map.put(key.substring(prefix.length()), value.value());
          }
        });
    return map;
  }

  @SuppressWarnings("unchecked") // the value was read by this option's own type
  private <T> void apply(
      FlywayOption<T> option, ConfiguredValue<?> value, FluentConfiguration flyway) {
    try {
      option.apply().accept(flyway, (T) value.value());
    } catch (FlywayException | IllegalArgumentException e) {
      problem(option.key(), value.origin(), String.valueOf(e.getMessage()));
    }
  }

  private void problem(String key, String origin, String message) {
    problems.add(new ConfigurationProblem(key, origin, origin + ": " + message));
  }

  private void locations(@Nullable ConfiguredValue<?> given, FluentConfiguration flyway) {
    List<String> locations = new ArrayList<>();
    if (given == null) {
      String usual = around.usualLocation();
      if (!Files.isDirectory(around.directory().resolve(usual))) {
        problem(
            "locations",
            ConfiguredValue.DEFAULT,
            "no migrations are named, and there is no directory %s; give %s"
                .formatted(usual, around.spelling().of("--locations")));
        return;
      }
      locations.add(absolute(usual));
    } else {
      for (Object location : (List<?>) given.value()) {
        locations.add(location(location.toString(), "locations", given.origin(), flyway));
      }
    }
    try {
      flyway.locations(locations.toArray(String[]::new));
    } catch (FlywayException e) {
      problem(
          "locations",
          given == null ? ConfiguredValue.DEFAULT : given.origin(),
          String.valueOf(e.getMessage()));
    }
  }

  private void callbackLocations(@Nullable ConfiguredValue<?> given, FluentConfiguration flyway) {
    if (given == null) {
      return;
    }
    List<String> locations = new ArrayList<>();
    for (Object location : (List<?>) given.value()) {
      locations.add(location(location.toString(), "callbackLocations", given.origin(), flyway));
    }
    try {
      flyway.callbackLocations(locations.toArray(String[]::new));
    } catch (FlywayException e) {
      problem("callbackLocations", given.origin(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * A location as Flyway takes it: relative to our working directory, and a plain name is a
   * directory where there is one.
   */
  private String location(String location, String key, String origin, FluentConfiguration flyway) {
    boolean plain = !location.contains(":");
    if (plain && Files.isDirectory(around.directory().resolve(location))) {
      return absolute(location);
    }
    if (!location.startsWith(FILESYSTEM)) {
      return location;
    }
    String path = location.substring(FILESYSTEM.length());
    boolean wildcard = path.contains("*") || path.contains("?");
    if (!wildcard && flyway.isFailOnMissingLocations()) {
      Path directory = around.directory().resolve(path);
      if (!Files.isDirectory(directory)) {
        problem(key, origin, "there is no directory " + path);
      } else if (!Files.isReadable(directory)) {
        problem(key, origin, "the directory " + path + " cannot be read");
      }
    }
    return absolute(path);
  }

  private String absolute(String path) {
    return FILESYSTEM + around.directory().resolve(path);
  }

  private ClassLoader classLoader(@Nullable ConfiguredValue<?> jarDirs) {
    // a build tool's has the project's classes, where migrations may be
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = context == null ? FlywayConfiguration.class.getClassLoader() : context;
    if (jarDirs == null) {
      return own;
    }
    List<URL> jars = new ArrayList<>();
    for (Object name : (List<?>) jarDirs.value()) {
      Path directory = around.directory().resolve(name.toString());
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path jar : found) {
          jars.add(url(jar));
        }
      } catch (IOException e) {
        problem("jarDirs", jarDirs.origin(), "cannot read the directory " + name);
      }
    }
    jars.sort((one, other) -> one.getPath().compareTo(other.getPath()));
    return new URLClassLoader(jars.toArray(URL[]::new), own);
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
