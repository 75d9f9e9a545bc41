/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.lint.Baseline;
import dev.clearway.cli.lint.ChangedFiles;
import dev.clearway.cli.lint.FixedScripts;
import dev.clearway.cli.lint.LintConfig;
import dev.clearway.cli.lint.LintSetup;
import dev.clearway.cli.lint.ScriptFile;
import dev.clearway.cli.lint.ScriptFinder;
import dev.clearway.cli.lint.ScriptName;
import dev.clearway.cli.report.LintGithub;
import dev.clearway.cli.report.LintGitlab;
import dev.clearway.cli.report.LintJson;
import dev.clearway.cli.report.LintJunit;
import dev.clearway.cli.report.LintResult;
import dev.clearway.cli.report.LintSarif;
import dev.clearway.cli.report.LintText;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lint.Exemption;
import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.LintScript;
import dev.clearway.core.lint.Linter;
import dev.clearway.core.lint.Rule;
import dev.clearway.core.lint.Rules;
import dev.clearway.core.lint.Runner;
import dev.clearway.core.lint.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clearway lint}: static checks on scripts. Connects nowhere. */
@picocli.CommandLine.Command(
    name = "lint",
    description = {
      "Says which statements of migrations would stall or break an application.",
      "Looks at files and directories, or at Flyway's locations where none are given;",
      "- is standard input. Scripts before them in the same place are their history.",
      "Connects nowhere. Exits with 3 if anything is as bad as --fail-on says."
    },
    customSynopsis = "clearway lint [options] [<file or directory>...]")
final class LintCommand extends Command {

  private static final String STDIN = "-";

  private static final String FIX = "--fix";

  /** How many scripts are in memory at once. */
  private static final int READ_AHEAD = 32;

  /** Below this number of scripts threads cost more than they save. */
  private static final int WORTH_THREADS = 4;

  @Parameters(
      paramLabel = "<file or directory>",
      arity = "0..*",
      description = "what to look at; - for standard input")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description = "text, json, github, gitlab, sarif or junit")
  Kind format = Kind.text;

  @Option(
      names = "--fail-on",
      paramLabel = "<severity>",
      description = "error, warning or none: what makes it exit with 3 (error)")
  @Nullable FailOn failOn;

  @Option(
      names = "--rule",
      paramLabel = "<rule=severity>",
      description = "error, warning, note or off for one rule; can be repeated")
  List<String> rules = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "<file>",
      description = "severities and exemptions (clearway-lint.toml)")
  @Nullable String config;

  @Option(
      names = "--runner",
      paramLabel = "<clearway|flyway>",
      description = "what will run the scripts; flyway alone sets no timeouts")
  @Nullable RunnerWord runner;

  @Option(
      names = "--postgres",
      paramLabel = "<major>",
      description = "the oldest server that the scripts will run on (14)")
  @Nullable Integer postgres;

  @Option(
      names = "--since",
      paramLabel = "<git ref>",
      description = "only what is new or changed since then; the rest is history")
  @Nullable String since;

  @Option(
      names = "--baseline",
      paramLabel = "<file>",
      description = "pass over the findings in it; writes it if it is not there")
  @Nullable String baseline;

  @Option(
      names = "--stdin-name",
      paramLabel = "<name>",
      description = "what standard input is called, and what its name says")
  @Nullable String stdinName;

  @Option(
      names = FIX,
      description = "write safe scripts beside those that can be rewritten, as .fixed")
  boolean fix;

  @Option(
      names = "--explain",
      paramLabel = "<rule>",
      description = "print the page of a rule, and do nothing else")
  @Nullable String explain;

  /** The words of {@code --format}. */
  enum Kind {
    text,
    json,
    github,
    gitlab,
    sarif,
    junit
  }

  /** The words of {@code --fail-on}. */
  enum FailOn {
    error,
    warning,
    none
  }

  /** The words of {@code --runner}. */
  enum RunnerWord {
    clearway,
    flyway
  }

  // What would be a lambda elsewhere: linking the first of them takes longer than a small script.

  /** Keeps what is found. */
  private record Sink(List<Finding> findings) implements Consumer<Finding> {
    @Override
    public void accept(Finding finding) {
      findings.add(finding);
    }
  }

  /** In the order in which scripts run, and of their lines. */
  private record ByPlace(Map<String, Integer> scripts) implements Comparator<Finding> {
    @Override
    public int compare(Finding a, Finding b) {
      int order =
          Integer.compare(scripts.getOrDefault(a.script(), 0), scripts.getOrDefault(b.script(), 0));
      int lines = order == 0 ? Integer.compare(a.line(), b.line()) : order;
      return lines == 0 ? Integer.compare(a.column(), b.column()) : lines;
    }
  }

  LintCommand(Host host) {
    super(host);
  }

  /**
   * Lint as the command line says it, where it has nothing but paths and flags of lint's own, each
   * once and with a value that it takes.
   *
   * @return null for anything else, which is for the parser to understand, or to find fault with
   */
  static @Nullable LintCommand plain(Host host, String... args) {
    if (args.length == 0 || !args[0].equals("lint")) {
      return null;
    }
    LintCommand command = new LintCommand(host);
    Set<String> given = new HashSet<>();
    int next = 1;
    while (next < args.length) {
      String arg = args[next++];
      if (isValue(arg) || arg.equals(STDIN)) {
        command.paths.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String flag = equals < 0 ? arg : arg.substring(0, equals);
      String value = "";
      if (equals >= 0) {
        value = arg.substring(equals + 1);
      } else if (!flag.equals(FIX) && next < args.length) {
        value = args[next++];
      }
      boolean again = !flag.equals("--rule") && !given.add(flag);
      boolean wrong = flag.equals(FIX) ? equals >= 0 : !isValue(value);
      if (again || wrong || !command.take(flag, value)) {
        return null;
      }
    }
    return command;
  }

  private static boolean isValue(String arg) {
    return !arg.isEmpty() && arg.charAt(0) != '-';
  }

  /** Whether the flag is lint's own, and takes the value. */
  private boolean take(String flag, String value) {
    switch (flag) {
      case FIX -> fix = true;
      case "--rule" -> rules.add(value);
      case "--config" -> config = value;
      case "--since" -> since = value;
      case "--baseline" -> baseline = value;
      case "--stdin-name" -> stdinName = value;
      case "--explain" -> explain = value;
      case "--format" -> {
        Kind word = word(Kind.values(), value);
        format = word == null ? format : word;
        return word != null;
      }
      case "--fail-on" -> failOn = word(FailOn.values(), value);
      case "--runner" -> runner = word(RunnerWord.values(), value);
      default -> {
        return false;
      }
    }
    return !(flag.equals("--fail-on") && failOn == null)
        && !(flag.equals("--runner") && runner == null);
  }

  private static <E extends Enum<E>> @Nullable E word(E[] words, String value) {
    for (E word : words) {
      if (word.name().equals(value)) {
        return word;
      }
    }
    return null;
  }

  @Override
  public Integer call() {
    if (explain != null) {
      return explain(explain);
    }
    long began = System.nanoTime();
    LintConfig configured = LintConfig.read(host.around().directory(), config);
    for (String rule : rules) {
      configured.takeFlag(rule);
    }
    LintSetup setup = setup(configured);
    List<ScriptFile> scripts = scripts(setup);
    List<Finding> findings = new ArrayList<>();
    Linter linter = new Linter(setup.settings(), new Sink(findings));
    goThrough(scripts, setup, linter);
    linter.finish();
    if (paths.isEmpty() && stdinName == null && since == null) {
      linter.reportUnusedExemptions();
    }
    Map<String, Integer> order = new HashMap<>();
    for (ScriptFile script : scripts) {
      order.put(script.shown(), order.size());
    }
    for (Exemption exemption : setup.settings().exemptions()) {
      order.putIfAbsent(exemption.file(), order.size());
    }
    findings.sort(new ByPlace(order));
    List<Finding> fresh = withoutBaseline(findings);
    Severity worst = failOn(configured);
    boolean fails = false;
    for (Finding finding : fresh) {
      fails |= worst != Severity.OFF && finding.severity().isAtLeast(worst);
    }
    RunOutcome outcome = fails ? RunOutcome.NO_GO : RunOutcome.DONE;
    if (fix) {
      for (ScriptFile script : scripts) {
        if (script.reported() && script.path() != null) {
          new FixedScripts(script, scripts, setup.charset())
              .write(fresh).stream()
                  .map(name -> "wrote " + host.around().show(name))
                  .forEach(host.err()::println);
        }
      }
    }
    List<String> names = new ArrayList<>();
    for (ScriptFile script : scripts) {
      if (script.reported()) {
        names.add(script.shown());
      }
    }
    print(new LintResult(fresh, names, outcome, System.nanoTime() - began), names.size());
    return outcome.exitCode();
  }

  /** One script after the other, while others read and parse those that come next. */
  private void goThrough(List<ScriptFile> scripts, LintSetup setup, Linter linter) {
    if (scripts.size() < WORTH_THREADS) {
      try {
        for (ScriptFile script : scripts) {
          linter.lint(script.path() == null ? script.read(stdin()) : script.read(setup.charset()));
        }
      } catch (UncheckedIOException e) {
        throw unreadable(e);
      }
      return;
    }
    ExecutorService readers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            work -> {
              Thread reader = new Thread(work, "script-reader");
              reader.setDaemon(true);
              return reader;
            });
    try {
      Deque<Future<Linter.Prepared>> ahead = new ArrayDeque<>();
      for (ScriptFile script : scripts) {
        if (ahead.size() == READ_AHEAD) {
          linter.lint(ahead.remove().get());
        }
        LintScript input = script.path() == null ? script.read(stdin()) : null;
        ahead.add(
            readers.submit(
                () -> linter.prepare(input == null ? script.read(setup.charset()) : input)));
      }
      while (!ahead.isEmpty()) {
        linter.lint(ahead.remove().get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException unreadable) {
        throw unreadable(unreadable);
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      readers.shutdownNow();
    }
  }

  private static CommandFailure unreadable(UncheckedIOException e) {
    return CommandFailure.usage(
        "cannot read a script: " + e.getCause(), "look at its permissions, or leave it out");
  }

  private int explain(String id) {
    Rule rule = Rules.find(id);
    if (rule == null) {
      throw CommandFailure.usage(
          "there is no rule " + id + Rules.didYouMean(id),
          "see docs/rules, or  clearway lint --format json  for those that found something");
    }
    try (InputStream page = LintCommand.class.getResourceAsStream("rules/" + id + ".md")) {
      if (page == null) {
        throw new IllegalStateException("no page of " + id);
      }
      host.out().print(new String(page.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RunOutcome.DONE.exitCode();
  }

  private LintSetup setup(LintConfig configured) {
    Runner chosen =
        runner == null
            ? configured.runner()
            : Runner.valueOf(runner.name().toUpperCase(Locale.ROOT));
    if (postgres != null && !LintConfig.isMajor(postgres)) {
      throw CommandFailure.usage(
          "there is no PostgreSQL " + postgres, "give --postgres a major version, such as 15");
    }
    Integer major = postgres == null ? configured.postgres() : postgres;
    boolean flyway = LintSetup.isConfigured(host.around()) || !setupFlags().isEmpty();
    return flyway
        ? LintSetup.of(setup(), configured, chosen, major)
        : LintSetup.of(configured, chosen, major);
  }

  private List<ScriptFile> scripts(LintSetup setup) {
    Path directory = host.around().directory();
    ScriptFinder finder = new ScriptFinder(directory, setup.prefixes());
    boolean standardInput = paths.contains(STDIN) || (paths.isEmpty() && stdinName != null);
    List<String> named = new ArrayList<>(paths);
    named.removeAll(List.of(STDIN));
    if (named.isEmpty() && !standardInput) {
      named = setup.locations(host.around());
    }
    for (String name : named) {
      finder.add(name);
    }
    List<ScriptFile> scripts = new ArrayList<>(finder.inOrder());
    if (since != null) {
      Set<Path> changed = new ChangedFiles(directory, since, host.around().spelling()).find();
      Predicate<ScriptFile> isNew = script -> isChanged(script, changed);
      scripts.replaceAll(script -> isNew.test(script) ? script : script.asHistory());
    }
    if (standardInput) {
      String name = stdinName == null ? "<stdin>" : stdinName;
      String last = name.substring(name.lastIndexOf('/') + 1);
      ScriptFile input = new ScriptFile(name, null, ScriptName.of(last, setup.prefixes()), true);
      if (stdinName != null) {
        scripts.addAll(finder.historyOf(input));
      }
      scripts.removeIf(script -> script.shown().equals(name));
      scripts.add(input);
    }
    return scripts;
  }

  private static boolean isChanged(ScriptFile script, Set<Path> changed) {
    Path path = script.path();
    if (path == null) {
      return true;
    }
    try {
      Path real = path.toRealPath();
      return changed.contains(real)
          || changed.contains(path.normalize())
          || changed.contains(real.resolveSibling(real.getFileName() + ".conf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String stdin() {
    try {
      return new String(host.in().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Finding> withoutBaseline(List<Finding> findings) {
    if (baseline == null) {
      return findings;
    }
    Path file = host.around().directory().resolve(baseline);
    try {
      if (!Files.exists(file)) {
        Baseline.write(file, findings);
        host.err().println("wrote " + findings.size() + " findings to " + baseline);
        return List.of();
      }
      Baseline known = Baseline.read(file);
      List<Finding> fresh = findings.stream().filter(finding -> !known.take(finding)).toList();
      if (known.gone() > 0) {
        host.err()
            .println(
                "%d findings of %s are gone: remove it and run this again to write it anew"
                    .formatted(known.gone(), baseline));
      }
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Severity failOn(LintConfig configured) {
    String word = failOn == null ? configured.failOn() : failOn.name();
    if (word == null) {
      return Severity.ERROR;
    }
    return word.equals("none") ? Severity.OFF : Severity.of(word);
  }

  private void print(LintResult result, int looked) {
    switch (format) {
      case text ->
          lines(LintText.of(result, looked, host.style(globals.colour, host.outIsTerminal())));
      case json -> host.out().println(LintJson.of(result));
      case github -> lines(LintGithub.of(result));
      case gitlab -> host.out().println(LintGitlab.of(result));
      case sarif -> host.out().println(LintSarif.of(result, Version.number()));
      case junit -> host.out().println(LintJunit.of(result));
    }
  }

  private void lines(List<String> lines) {
    for (String line : lines) {
      host.out().println(line);
    }
  }
}
