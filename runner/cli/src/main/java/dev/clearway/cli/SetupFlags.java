/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.FlywayOption;
import dev.clearway.cli.setup.FlywayOptions;
import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.Setting;
import dev.clearway.core.config.SettingType;
import dev.clearway.core.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags that configure a run, made from the two catalogues. Values stay texts here: they are
 * read together with those of the environment and of files.
 */
final class SetupFlags {

  private SetupFlags() {}

  /**
   * Adds the flags of Flyway, and those of the guard where they make sense.
   *
   * @param withAlerts whether to show those of alerts too; else they are taken and of no effect, as
   *     goals of a pom share them
   */
  static void addTo(CommandSpec command, boolean withGuard, boolean withAlerts) {
    ArgGroupSpec.Builder flyway =
        ArgGroupSpec.builder().validate(false).order(1).heading("%nDatabase and migrations%n");
    for (FlywayOption<?> option : FlywayOptions.ALL) {
      if (!option.key().equals("password")) {
        flyway.addArg(option(option.flag(), option.setting(), !option.common()));
        if (option.key().equals("user")) {
          flyway.addArg(
              text("--password-file", "<file>")
                  .description("file with its password; see PGPASSWORD and .pgpass too")
                  .build());
        }
        if (option.key().equals("environment")) {
          flyway.addArg(
              repeatable("--config-files", "<file>")
                  .description("more of Flyway's configuration files")
                  .build());
        }
        if (option.key().equals("locations")) {
          flyway.addArg(
              repeatable("--placeholders", "<name=value>")
                  .description("placeholders in the scripts")
                  .build());
        }
      }
    }
    flyway.addArg(
        repeatable("--jdbc-properties", "<name=value>")
            .description("more properties of the connection")
            .hidden(true)
            .build());
    command.addArgGroup(flyway.build());
    if (withGuard) {
      ArgGroupSpec.Builder guard =
          ArgGroupSpec.builder().validate(false).order(2).heading("%nGuard%n");
      Settings.ALL.forEach(
          setting -> guard.addArg(option(setting.name(NameStyle.FLAG), setting, false)));
      command.addArgGroup(guard.build());
      ArgGroupSpec.Builder alerts =
          ArgGroupSpec.builder().validate(false).order(3).heading(withAlerts ? "%nAlerts%n" : null);
      for (Setting<?> setting : AlertSettings.ALL) {
        if (!setting.secret()) {
          alerts.addArg(option(setting.name(NameStyle.FLAG), setting, !withAlerts));
        }
      }
      command.addArgGroup(alerts.build());
    }
  }

  private static <T> OptionSpec option(String flag, Setting<T> setting, boolean hidden) {
    String shown = setting.show(setting.defaultValue());
    String doc =
        shown.isEmpty() || (setting.type() == SettingType.YES_NO && shown.equals("false"))
            ? setting.doc()
            : setting.doc() + " (" + shown + ")";
    OptionSpec.Builder option =
        setting.type().isList() ? repeatable(flag, label(setting)) : text(flag, label(setting));
    if (setting.type() == SettingType.YES_NO) {
      option.arity("0..1").fallbackValue("true");
    }
    return option.description(doc).hidden(hidden).build();
  }

  private static String label(Setting<?> setting) {
    return "<" + setting.type().label().replace(",...", "") + ">";
  }

  private static OptionSpec.Builder text(String flag, String label) {
    return OptionSpec.builder(flag).type(String.class).arity("1").paramLabel(label);
  }

  private static OptionSpec.Builder repeatable(String flag, String label) {
    return OptionSpec.builder(flag).type(String[].class).arity("1").paramLabel(label + ",...");
  }

  /** What was given, by flag; what was repeated has commas between. */
  static Map<String, String> given(ParseResult parsed) {
    Map<String, String> given = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.group() != null) {
        given.put(option.longestName(), String.join(",", option.stringValues()));
      }
    }
    return given;
  }
}
