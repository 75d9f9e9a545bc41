/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
import dev.clearway.cli.setup.FlywayOption;
import dev.clearway.cli.setup.FlywayOptions;
import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.Setting;
import dev.clearway.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the fields of the plugin's parameters from the catalogues of settings, so that no setting
 * is named twice. Run by the build, from its source, with clearway-cli on the class path.
 */
final class ParametersSource {

  private static final String HEAD =
      """
      /* SPDX-License-Identifier: Apache-2.0
       * Copyright the Clearway authors. */
      package dev.clearway.maven;

      import java.util.LinkedHashMap;
      import java.util.List;
      import java.util.Map;
      import org.apache.maven.plugins.annotations.Parameter;
      import org.jspecify.annotations.Nullable;

      /** The parameters that are settings of Clearway or keys of Flyway. Made by the build. */
      abstract class SettingParameters extends org.apache.maven.plugin.AbstractMojo {
      """;

  public static void main(String[] args) throws IOException {
    StringBuilder source = new StringBuilder(HEAD);
    StringBuilder given = new StringBuilder();
    List<Setting<?>> settings = new ArrayList<>();
    for (FlywayOption<?> option : FlywayOptions.ALL) {
      settings.add(option.setting());
    }
    settings.addAll(Settings.ALL);
    // a pom is no place for the others
    AlertSettings.ALL.stream().filter(setting -> !setting.secret()).forEach(settings::add);
    for (Setting<?> setting : settings) {
      boolean list = setting.type().isList();
      String key = setting.key();
      String shown = setting.secret() ? "" : show(setting);
      String doc = setting.doc() + (shown.isEmpty() ? "" : " (" + shown + ")");
      source.append(
          """

            /** %s. */
            @Parameter(property = "clearway.%s")
            @Nullable %s %s;
          """
              .formatted(
                  Character.toUpperCase(doc.charAt(0))
                      + doc.substring(1).replace("&", "&amp;").replace("<", "&lt;"),
                  key,
                  list ? "List<String>" : "String",
                  key));
      if (!key.equals("password")) {
        given.append(
            "    put(given, \"%s\", %s);\n"
                .formatted(
                    setting.name(NameStyle.FLAG),
                    // Maven makes an empty list of a list that is not there
                    list
                        ? "%1$s == null || %1$s.isEmpty() ? null : String.join(\",\", %1$s)"
                            .formatted(key)
                        : key));
      }
    }
    source.append(
        """

          /** More of Flyway's configuration files. */
          @Parameter(property = "clearway.configFiles")
          @Nullable List<String> configFiles;
        """);
    given.append(
        "    put(given, \"--config-files\", configFiles == null || configFiles.isEmpty()"
            + " ? null : String.join(\",\", configFiles));\n");
    for (String map : List.of("placeholders", "jdbcProperties")) {
      source.append(
          """

            /** %s. */
            @Parameter
            @Nullable Map<String, String> %s;
          """
              .formatted(
                  map.equals("placeholders")
                      ? "Placeholders in the scripts"
                      : "More properties of the connection",
                  map));
      String flag = map.equals("placeholders") ? "--placeholders" : "--jdbc-properties";
      given.append("    putAll(given, \"%s\", %s);\n".formatted(flag, map));
    }
    source.append(
        """

          /** What was given, by the flag that it is on the command line, without the password. */
          final Map<String, List<String>> given() {
            Map<String, List<String>> given = new LinkedHashMap<>();
        %s    return given;
          }

          private static void put(
              Map<String, List<String>> given, String flag, @Nullable String value) {
            if (value != null) {
              given.put(flag, List.of(value));
            }
          }

          private static void putAll(
              Map<String, List<String>> given, String flag, @Nullable Map<String, String> values) {
            if (values != null && !values.isEmpty()) {
              given.put(
                  flag,
                  values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
            }
          }
        }
        """
            .formatted(given));
    Path file = Path.of(args[0], "dev", "clearway", "maven", "SettingParameters.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
  }

  private static <T> String show(Setting<T> setting) {
    return setting.show(setting.defaultValue());
  }
}
