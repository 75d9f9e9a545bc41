/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Spelling;
import dev.clearway.core.config.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words what is wrong with a command line. Values are not repeated: one may be a password. */
final class UsageMessage {

  private UsageMessage() {}

  static String of(ParameterException e, Spelling spelling) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return spelled(e, spelling);
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

  /**
   * With the name that a build has for the flag; two of its names say which command they are of.
   */
  private static String spelled(ParameterException e, Spelling spelling) {
    String message = String.valueOf(e.getMessage());
    if (spelling == Spelling.FLAGS || !(e.getArgSpec() instanceof OptionSpec option)) {
      return message;
    }
    String flag = option.longestName();
    String command = e.getCommandLine().getCommandSpec().name();
    boolean shared = flag.equals("--format") || flag.equals("--config");
    return message.replace(
        "option '" + flag + "'",
        spelling.origin(shared ? "--" + command + flag.substring(1) : flag));
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
