/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
import dev.clearway.cli.lint.LintSetup;
import dev.clearway.cli.setup.FlywayOption;
import dev.clearway.cli.setup.FlywayOptions;
import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.Setting;
import dev.clearway.core.config.SettingType;
import dev.clearway.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the properties of the plugin's extension from the catalogues of settings, so that no
 * setting is named twice. Run by the build, from its source, with clearway-cli on the class path.
 */
final class PropertiesSource {

  private static final String HEAD =
      """
      /* SPDX-License-Identifier: Apache-2.0
       * Copyright the Clearway authors. */
      package dev.clearway.gradle;

      """;

  private static final Map<String, String> MAPS =
      new TreeMap<>(
          Map.of(
              "placeholders", "Placeholders in the scripts",
              "jdbcProperties", "More properties of the connection"));

  public static void main(String[] args) throws IOException {
    StringBuilder properties = new StringBuilder();
    StringBuilder each = new StringBuilder();
    List<Setting<?>> settings = new ArrayList<>();
    for (FlywayOption<?> option : FlywayOptions.ALL) {
      settings.add(option.setting());
    }
    settings.addAll(Settings.ALL);
    // a build file is no place for the others
    AlertSettings.ALL.stream().filter(setting -> !setting.secret()).forEach(settings::add);
    for (Setting<?> setting : settings) {
      String shown = setting.secret() ? "" : show(setting);
      String doc = setting.doc() + (shown.isEmpty() ? "" : " (" + shown + ")");
      property(properties, type(setting.type()), setting.key(), doc);
      if (!setting.secret()) {
        each(each, setting.key());
      }
    }
    property(
        properties, "ListProperty<String>", "configFiles", "more of Flyway's configuration files");
    each(each, "configFiles");
    MAPS.forEach(
        (key, doc) -> {
          property(properties, "MapProperty<String, String>", key, doc);
          each(each, key);
        });
    Path folder = Path.of(args[0], "dev", "clearway", "gradle");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("ClearwaySettings.java"),
        HEAD
            + """
            import org.gradle.api.provider.ListProperty;
            import org.gradle.api.provider.MapProperty;
            import org.gradle.api.provider.Property;

            /** What can be set: Clearway's settings and Flyway's keys. Made by the build. */
            public interface ClearwaySettings {
            %s}
            """
                .formatted(properties));
    String lint = strings(LintSetup.KEYS);
    List<String> all = new ArrayList<>(MAPS.keySet());
    all.add("configFiles");
    settings.forEach(setting -> all.add(setting.key()));
    Files.writeString(
        folder.resolve("SettingKeys.java"),
        HEAD
            + """
            import java.util.Set;
            import java.util.function.BiConsumer;
            import org.gradle.api.provider.Provider;

            /** The settings by their keys. Made by the build. */
            final class SettingKeys {

              /** What lint goes by, the entries of placeholders apart. */
              static final Set<String> OF_LINT =
                  Set.of(
            %s);

              private static final Set<String> ALL =
                  Set.of(
            %s);

              private SettingKeys() {}

              /** Whether there is such a setting, or a map that has such an entry. */
              static boolean isKnown(String key) {
                return ALL.contains(key.split("[.]", 2)[0]);
              }

              /** Shows every property but those that are secret. */
              static void each(ClearwaySettings settings, BiConsumer<String, Provider<?>> to) {
            %s  }
            }
            """
                .formatted(lint, strings(all), each));
  }

  private static String strings(Collection<String> keys) {
    return keys.stream()
        .sorted()
        .map(key -> "          \"" + key + "\"")
        .collect(Collectors.joining(",\n"));
  }

  private static void property(StringBuilder source, String type, String key, String doc) {
    source.append(
        """

          /** %s. */
          %s get%s();
        """
            .formatted(
                capital(doc).replace("&", "&amp;").replace("<", "&lt;"), type, capital(key)));
  }

  private static void each(StringBuilder source, String key) {
    source.append("    to.accept(\"%s\", settings.get%s());\n".formatted(key, capital(key)));
  }

  private static String type(SettingType<?> type) {
    if (type.isList()) {
      return "ListProperty<String>";
    }
    return type == SettingType.NUMBER
        ? "Property<Integer>"
        : type == SettingType.YES_NO ? "Property<Boolean>" : "Property<String>";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static <T> String show(Setting<T> setting) {
    return setting.show(setting.defaultValue());
  }
}
