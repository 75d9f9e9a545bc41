/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.core.config.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words what is wrong with a command line. Values are not repeated: one may be a password. */
final class UsageMessage {

  private UsageMessage() {}

  static String of(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String argument = unmatched.getUnmatched().get(0);
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (!argument.startsWith("-")) {
      return command.parent() == null && !command.subcommands().isEmpty()
          ? "there is no command " + argument + DidYouMean.hint(argument, commands(command))
          : "unexpected argument " + argument;
    }
    String name = argument.split("=", 2)[0];
    List<String> flags = flags(command);
    if (name.startsWith("--")) {
      return "there is no flag " + name + DidYouMean.hint(name, flags);
    }
    // -outOfOrder, as Flyway's own command line has it; else perhaps a letter with its value
    String kebab = "-" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    Optional<String> near = DidYouMean.nearest(kebab, flags);
    return near.map(flag -> "there is no flag " + name + "; did you mean " + flag + "?")
        .orElseGet(() -> "there is no flag " + name.substring(0, Math.min(2, name.length())));
  }

  private static List<String> commands(CommandSpec command) {
    return new ArrayList<>(command.subcommands().keySet());
  }

  private static List<String> flags(CommandSpec command) {
    List<String> flags = new ArrayList<>();
    command.options().forEach(option -> flags.addAll(List.of(option.names())));
    return flags;
  }
}
