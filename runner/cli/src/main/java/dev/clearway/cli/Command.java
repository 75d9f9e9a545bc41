/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Redactor;
import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.Spelling;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.SettingType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have. {@link #call} returns the exit code. */
@picocli.CommandLine.Command(
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments%n",
    optionListHeading = "%nOptions%n")
abstract class Command implements Callable<Integer> {

  final Host host;

  /** Null where nothing had to be parsed. */
  @Spec @Nullable CommandSpec spec;

  @Mixin Globals globals = new Globals();

  Command(Host host) {
    this.host = host;
  }

  /** Whether the flags of the database and of Flyway make sense for it. */
  boolean hasSetupFlags() {
    return true;
  }

  /** Whether those of the guard do. */
  boolean hasGuardFlags() {
    return false;
  }

  /** Whether it tells others, or shows how. */
  boolean hasAlertFlags() {
    return false;
  }

  /**
   * Reads the configuration; from here on, its secrets are kept out of whatever is printed.
   *
   * @throws ConfigurationException with all that is wrong
   */
  final Setup setup() {
    Setup setup = Setup.read(host.around(), setupFlags());
    globals.redactor = new Redactor(setup.secrets());
    return setup;
  }

  /** The flags of the database, of Flyway and of the guard that were given. */
  final Map<String, String> setupFlags() {
    return spec == null ? Map.of() : SetupFlags.given(spec.commandLine().getParseResult());
  }

  /**
   * Reads the time that a flag of the command's own has.
   *
   * @throws ConfigurationException if it is none
   */
  final Duration time(String flag, String text, SettingType<Duration> type) {
    try {
      return type.parse(text);
    } catch (IllegalArgumentException e) {
      String origin = host.around().spelling().origin(flag);
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  Spelling.key(flag),
                  origin,
                  "%s: %s; it takes %s".formatted(origin, e.getMessage(), type.accepts()))));
    }
  }
}
