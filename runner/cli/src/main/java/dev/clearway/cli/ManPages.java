/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Manual pages in roff, made from the same model as the help texts. */
final class ManPages {

  private ManPages() {}

  /** The pages by their file names: one for {@code clearway}, one for each command. */
  static Map<String, String> of(CommandLine root) {
    Map<String, String> pages = new TreeMap<>();
    pages.put("clearway.1", page(root.getCommandSpec(), "clearway"));
    root.getSubcommands()
        .forEach(
            (name, command) ->
                pages.put(
                    "clearway-" + name + ".1", page(command.getCommandSpec(), "clearway-" + name)));
    return pages;
  }

  private static String page(CommandSpec command, String title) {
    StringBuilder page = new StringBuilder();
    macro(page, ".TH", title.toUpperCase(Locale.ROOT), "1", "", "Clearway", "Clearway");
    String[] description = command.usageMessage().description();
    macro(page, ".SH", "NAME");
    text(page, title + " - " + sentence(description));
    macro(page, ".SH", "SYNOPSIS");
    String[] synopsis = command.usageMessage().customSynopsis();
    text(
        page,
        synopsis.length > 0
            ? synopsis[0]
            : title.replace('-', ' ')
                + (command.subcommands().isEmpty() ? " [options]" : " <command> [options]"));
    macro(page, ".SH", "DESCRIPTION");
    for (String line : description) {
      // an example keeps its line
      if (line.startsWith(" ")) {
        page.append(".br\n");
      }
      text(page, line);
    }
    arguments(page, command);
    options(page, command);
    commands(page, command);
    exitCodes(page, command);
    macro(page, ".SH", "SEE ALSO");
    text(page, seeAlso(command));
    return page.toString();
  }

  /** The first sentence, without its full stop. */
  private static String sentence(String... description) {
    String all = String.join(" ", description);
    int end = all.indexOf(". ");
    String first = end < 0 ? all : all.substring(0, end);
    int colon = first.indexOf(":  ");
    first = colon < 0 ? first : first.substring(0, colon);
    return first.endsWith(".") || first.endsWith(":")
        ? first.substring(0, first.length() - 1)
        : first;
  }

  private static void arguments(StringBuilder page, CommandSpec command) {
    List<PositionalParamSpec> shown =
        command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
    if (!shown.isEmpty()) {
      macro(page, ".SH", "ARGUMENTS");
      shown.forEach(p -> entry(page, p.paramLabel(), String.join(" ", p.description())));
    }
  }

  private static void options(StringBuilder page, CommandSpec command) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        groups.computeIfAbsent(heading(option), heading -> new ArrayList<>()).add(option);
      }
    }
    macro(page, ".SH", "OPTIONS");
    // those that are in no group come first
    List<OptionSpec> own = groups.remove("");
    if (own != null) {
      own.forEach(option -> option(page, option));
    }
    groups.forEach(
        (heading, options) -> {
          macro(page, ".SS", heading);
          options.forEach(option -> option(page, option));
        });
  }

  private static String heading(ArgSpec option) {
    ArgGroupSpec group = option.group();
    return group == null || group.heading() == null
        ? ""
        : group.heading().replace("%n", "").strip();
  }

  private static void option(StringBuilder page, OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    String names = String.join(", ", option.names());
    entry(page, names + value, String.join(" ", option.description()));
  }

  private static void commands(StringBuilder page, CommandSpec command) {
    if (!command.subcommands().isEmpty()) {
      macro(page, ".SH", "COMMANDS");
      command
          .subcommands()
          .forEach(
              (name, sub) ->
                  entry(page, name, sentence(sub.getCommandSpec().usageMessage().description())));
    }
  }

  private static void exitCodes(StringBuilder page, CommandSpec command) {
    macro(page, ".SH", "EXIT STATUS");
    command
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> entry(page, code.strip(), meaning));
  }

  private static String seeAlso(CommandSpec command) {
    if (command.subcommands().isEmpty()) {
      return "clearway(1)";
    }
    return String.join(
        ", ", command.subcommands().keySet().stream().map(n -> "clearway-" + n + "(1)").toList());
  }

  private static void entry(StringBuilder page, String what, String meaning) {
    page.append(".TP\n.B ").append(escape(what)).append('\n');
    text(page, meaning);
  }

  private static void macro(StringBuilder page, String macro, String... arguments) {
    page.append(macro);
    for (String argument : arguments) {
      page.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  private static void text(StringBuilder page, String text) {
    String escaped = escape(text.strip());
    // a dot or a quote at the start of a line would be a request
    page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
        .append(escaped)
        .append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
