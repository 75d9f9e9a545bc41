/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.BlockersJson;
import dev.clearway.cli.report.FailureText;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.cli.report.PreflightJson;
import dev.clearway.cli.report.Redactor;
import dev.clearway.cli.setup.Spelling;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The commands put together: parses, runs one, and words whatever ends it. */
final class Clearway {

  /** Loaded when there are flags at all. */
  private static final class PasswordFlag {
    static final Pattern PATTERN =
        Pattern.compile(
            "--?(password|passwd|pwd|pass)(=.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private PasswordFlag() {}
  }

  private final Host host;

  Clearway(Host host) {
    this.host = host;
  }

  /** Every command by its name: the one place where a new one is entered. */
  private Map<String, Function<Host, Command>> commands() {
    Map<String, Function<Host, Command>> commands = new LinkedHashMap<>();
    commands.put("migrate", MigrateCommand::new);
    commands.put("preflight", PreflightCommand::new);
    commands.put("lint", LintCommand::new);
    commands.put("blockers", BlockersCommand::new);
    commands.put("report", ReportCommand::new);
    commands.put("info", InfoCommand::new);
    commands.put("history", HistoryCommand::new);
    commands.put("repair", RepairCommand::new);
    commands.put("config", ConfigCommand::new);
    if (host.around().spelling().equals(Spelling.FLAGS)) {
      // a build tool has no testkit for the one and no shell for the other
      commands.put("demo", DemoCommand::new);
      commands.put("completion", CompletionCommand::new);
    }
    return commands;
  }

  /** The flags of a command. */
  Set<String> flags(String command) {
    CommandLine line = commandLine(asked(command)).getSubcommands().get(command);
    return line == null ? Set.of() : line.getCommandSpec().optionsMap().keySet();
  }

  int run(String... args) {
    LintCommand plain = LintCommand.plain(host, args);
    if (plain != null) {
      return lint(plain, args);
    }
    CommandLine root = commandLine(asked(args));
    for (String arg : args) {
      if (PasswordFlag.PATTERN.matcher(arg).matches()) {
        return report(
            CommandFailure.usage(
                "a password is not taken on the command line, where others can read it",
                "put it into PGPASSWORD, FLYWAY_PASSWORD, a --password-file or .pgpass"),
            new Globals(),
            args);
      }
    }
    return root.execute(args);
  }

  /** Lint without the parser, which takes longer than lint of many scripts. */
  private int lint(LintCommand command, String... args) {
    try {
      return command.call();
    } catch (RuntimeException e) {
      return report(failure(e), command.globals, args);
    }
  }

  /** The parser, with all commands. */
  CommandLine commandLine() {
    return commandLine(commands());
  }

  /** The one command that is named, for models of the others take longer than many of them run. */
  private Map<String, Function<Host, Command>> asked(String... args) {
    Map<String, Function<Host, Command>> all = commands();
    Function<Host, Command> named = args.length == 0 ? null : all.get(args[0]);
    return named == null ? all : Map.of(args[0], named);
  }

  private CommandLine commandLine(Map<String, Function<Host, Command>> commands) {
    CommandLine root = new CommandLine(new RootCommand(host));
    for (Function<Host, Command> entered : commands.values()) {
      Command command = entered.apply(host);
      CommandLine line = new CommandLine(command);
      if (command.hasSetupFlags()) {
        SetupFlags.addTo(line.getCommandSpec(), command.hasGuardFlags(), command.hasAlertFlags());
      }
      root.addSubcommand(line);
    }
    Map<String, String> exitCodes = exitCodes();
    configure(root, exitCodes);
    root.getSubcommands().values().forEach(command -> configure(command, exitCodes));
    root.setParameterExceptionHandler(
        (e, args) -> report(usage(e), globals(e.getCommandLine()), args));
    root.setExecutionExceptionHandler(
        (e, command, parsed) ->
            report(failure(e), globals(command), parsed.originalArgs().toArray(String[]::new)));
    return root;
  }

  private void configure(CommandLine command, Map<String, String> exitCodes) {
    command.setOut(new PrintWriter(host.out(), true, host.charset()));
    command.setErr(new PrintWriter(host.err(), true, host.charset()));
    command.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    command.setExpandAtFiles(false);
    command.setInterpolateVariables(false);
    command.setUsageHelpWidth(80);
    command.setUsageHelpLongOptionsMaxWidth(38);
    command.getCommandSpec().usageMessage().sortOptions(false);
    command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes%n");
    command.getCommandSpec().usageMessage().exitCodeList(exitCodes);
  }

  /** The codes and what they mean, as help texts show them. */
  static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (RunOutcome outcome : RunOutcome.values()) {
      codes.put(
          " " + outcome.exitCode(),
          switch (outcome) {
            case DONE -> "done, or clear";
            case INTERNAL -> "internal error: a bug";
            case USAGE -> "wrong usage";
            case NO_GO -> "lint or preflight says NO-GO";
            case CONTENTION -> "gave up on contention, nothing left behind: run it again";
            case FAILED -> "the migration's SQL failed and was rolled back";
            case CLEANUP -> "stopped with something to clean up, which is said";
            case UNREACHABLE -> "cannot connect, or the configuration is wrong";
            case INTERRUPTED -> "interrupted: rolled back and released (SIGTERM: 143)";
          });
    }
    return codes;
  }

  private static Globals globals(CommandLine command) {
    return command.getCommand() instanceof Command ours ? ours.globals : new Globals();
  }

  private CommandFailure usage(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    Spelling spelling = host.around().spelling();
    return CommandFailure.usage(
        UsageMessage.of(e, spelling),
        command.parent() == null
            ? "run  clearway --help  to see what it takes"
            : spelling.help(command.name()));
  }

  private CommandFailure failure(Exception e) {
    if (e instanceof CommandFailure failure) {
      return failure;
    }
    if (e instanceof ConfigurationException configuration) {
      return CommandFailure.of(configuration, host.around().spelling());
    }
    if (e instanceof UnreachableException unreachable) {
      return CommandFailure.of(unreachable, host.around().spelling());
    }
    return CommandFailure.bug(e);
  }

  private int report(CommandFailure failure, Globals globals, String[] args) {
    int exitCode = failure.outcome().exitCode();
    Redactor redactor = globals.redactor;
    RunFailure clean = redactor.clean(failure.failure());
    if (asksForJson(args)) {
      host.out().println(Json.write(json(failure.outcome(), clean, exitCode, args)));
    } else {
      FailureText.of(failure.outcome(), clean, host.style(globals.colour, host.errIsTerminal()))
          .forEach(host.err()::println);
    }
    if (globals.debug) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      host.err().print(redactor.clean(trace.toString()));
    }
    return exitCode;
  }

  private static Map<String, ?> json(
      RunOutcome outcome, RunFailure failure, int exitCode, String[] args) {
    if (Arrays.asList(args).contains("migrate")) {
      return MigrateJson.of(
          new RunResult(outcome, null, List.of(), new Felt(0, Duration.ZERO), failure),
          exitCode,
          null);
    }
    if (Arrays.asList(args).contains("preflight")) {
      return PreflightJson.failed(outcome, failure, exitCode);
    }
    if (Arrays.asList(args).contains("blockers")) {
      return BlockersJson.failed(outcome, failure, exitCode);
    }
    String command =
        List.of("lint", "report", "info", "history", "repair", "config", "demo").stream()
            .filter(Arrays.asList(args)::contains)
            .findFirst()
            .orElse("clearway");
    Map<String, Object> json = MigrateJson.head(command, outcome.word(), exitCode);
    json.put("failure", MigrateJson.failure(failure));
    return json;
  }

  /** Asked of the arguments themselves, for they may be what could not be parsed. */
  private static boolean asksForJson(String[] args) {
    List<String> given = Arrays.asList(args);
    int at = given.indexOf("--format");
    return given.contains("--format=json")
        || (at >= 0 && at + 1 < given.size() && given.get(at + 1).equals("json"));
  }
}
