/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code clearway completion}. */
@picocli.CommandLine.Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and flags:",
      "  bash, zsh:  source <(clearway completion bash)",
      "  fish:       clearway completion fish | source"
    },
    customSynopsis = "clearway completion <bash|zsh|fish>")
final class CompletionCommand extends Command {

  @Parameters(paramLabel = "<bash|zsh|fish>", description = "which shell the script is for")
  Shell shell = Shell.bash;

  CompletionCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasSetupFlags() {
    return false;
  }

  @Override
  public Integer call() {
    CommandLine root = new Clearway(host).commandLine();
    host.out()
        .print(
            shell == Shell.fish
                ? fish(root.getCommandSpec())
                : AutoComplete.bash("clearway", root));
    return 0;
  }

  private static String fish(CommandSpec root) {
    StringBuilder script = new StringBuilder("# completion of clearway for fish\n");
    Map<String, String> commands = new LinkedHashMap<>();
    root.subcommands()
        .forEach((name, command) -> commands.put(name, description(command.getCommandSpec())));
    commands.forEach((name, doc) -> line(script, "__fish_use_subcommand", " -f -a " + name, doc));
    options(script, "__fish_use_subcommand", root);
    root.subcommands()
        .forEach(
            (name, command) ->
                options(script, "__fish_seen_subcommand_from " + name, command.getCommandSpec()));
    return script.toString();
  }

  private static String description(CommandSpec command) {
    return command.usageMessage().description()[0];
  }

  private static void options(StringBuilder script, String condition, CommandSpec command) {
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
          names.append(
              name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1));
        }
        String value = option.arity().min() > 0 ? " -r" : "";
        line(script, condition, names + value, option.description()[0]);
      }
    }
  }

  private static void line(StringBuilder script, String condition, String what, String doc) {
    script
        .append("complete -c clearway -n '")
        .append(condition)
        .append('\'')
        .append(what)
        .append(" -d '")
        .append(doc.replace("\\", "\\\\").replace("'", "\\'"))
        .append("'\n");
  }

  /** The shells. */
  enum Shell {
    bash,
    zsh,
    fish
  }
}
