/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.internal.configuration.ConfigUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * One of Flyway's configuration files, as keys and texts.
 *
 * @param shown its name for people
 * @param toml whether it is TOML, with environments, or the older properties
 * @param entries by full key, such as {@code flyway.url} or {@code environments.shop.url}; lists
 *     with commas between
 */
record ConfigFile(String shown, boolean toml, Map<String, String> entries) {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}");

  /**
   * The files that Flyway would read, the weakest first: in the home directory, in the working
   * directory, then those that were asked for by name.
   *
   * @throws ConfigurationException where a file cannot be read or understood
   */
  static List<ConfigFile> find(Surroundings around, List<String> named, String namedBy) {
    List<ConfigFile> files = new ArrayList<>();
    List<ConfigurationProblem> problems = new ArrayList<>();
    boolean withToml =
        Files.exists(around.home().resolve("flyway.toml"))
            || Files.exists(around.directory().resolve("flyway.toml"))
            || named.stream().anyMatch(name -> name.endsWith(".toml"));
    List<Path> standard = new ArrayList<>();
    if (withToml) {
      // as Flyway does: the older files are not looked at beside the newer ones
      for (Path folder : List.of(around.home(), around.directory())) {
        standard.add(folder.resolve("flyway.toml"));
        standard.add(folder.resolve("flyway.user.toml"));
      }
    } else {
      standard.add(around.directory().resolve("conf/flyway.conf"));
      standard.add(around.home().resolve("flyway.conf"));
      standard.add(around.directory().resolve("flyway.conf"));
    }
    for (Path path : standard.stream().distinct().filter(Files::exists).toList()) {
      read(path, "", around, files, problems);
    }
    for (String name : named) {
      read(around.directory().resolve(name).normalize(), namedBy, around, files, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return files;
  }

  private static void read(
      Path path,
      String namedBy,
      Surroundings around,
      List<ConfigFile> files,
      List<ConfigurationProblem> problems) {
    String shown = around.show(path);
    String trouble;
    try {
      boolean toml = path.toString().endsWith(".toml");
      String text = Files.readString(path);
      files.add(new ConfigFile(shown, toml, toml ? toml(text) : properties(text, around)));
      return;
    } catch (NoSuchFileException e) {
      trouble = "there is no such file";
    } catch (CharacterCodingException e) {
      trouble = "it is not UTF-8";
    } catch (IOException e) {
      trouble = Files.isDirectory(path) ? "it is a directory" : "it cannot be read";
    } catch (JacksonException e) {
      // getMessage() would quote the line, which may be the one with the password
      TokenStreamLocation at = e.getLocation();
      trouble =
          "line %d, column %d: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage());
    }
    String by = namedBy.isEmpty() ? "" : " (" + namedBy + ")";
    problems.add(new ConfigurationProblem("configFiles", shown, shown + by + ": " + trouble));
  }

  private static Map<String, String> toml(String text) {
    Map<String, String> entries = new LinkedHashMap<>();
    flatten("", new TomlMapper().readTree(text), entries);
    return entries;
  }

  private static void flatten(String key, JsonNode node, Map<String, String> entries) {
    if (node.isObject()) {
      String prefix = key.isEmpty() ? "" : key + ".";
      node.properties()
          .forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), entries));
    } else if (node.isArray()) {
      List<String> texts = new ArrayList<>();
      node.forEach(element -> texts.add(element.asString()));
      entries.put(key, String.join(",", texts));
    } else {
      entries.put(key, node.asString());
    }
  }

  /** Flyway's own reading, which keeps backslashes; environment variables are put in. */
  private static Map<String, String> properties(String text, Surroundings around)
      throws IOException {
    Matcher variables = VARIABLE.matcher(text);
    String expanded =
        variables.replaceAll(
            variable ->
                Matcher.quoteReplacement(around.environment().getOrDefault(variable.group(1), "")));
    return new TreeMap<>(ConfigUtils.loadConfigurationFromReader(new StringReader(expanded), true));
  }
}
