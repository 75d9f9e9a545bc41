/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.DidYouMean;
import dev.clearway.core.lint.Exemption;
import dev.clearway.core.lint.Rules;
import dev.clearway.core.lint.Runner;
import dev.clearway.core.lint.Severity;
import dev.clearway.core.preflight.LintWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** The configuration of lint: {@code clearway-lint.toml}, and the flags that go before it. */
public final class LintConfig {

  /** What is looked for in the working directory. */
  public static final String FILE = "clearway-lint.toml";

  private static final Set<String> KEYS =
      Set.of("runner", "postgres", "fail-on", "min-size", "min-writes", "rules", "ignore");

  /** Loaded by the first size. */
  private static final class Size {
    static final Pattern PATTERN = Pattern.compile("(\\d{1,9}) ?(B|kB|MB|GB)?");

    private Size() {}
  }

  /** Loaded by the first exemption. */
  private static final class Heading {
    static final Pattern PATTERN = Pattern.compile("\\s*(\\[\\[\\s*ignore\\s*]]|ignore\\s*=).*");

    private Heading() {}
  }

  private static final Set<String> IGNORE_KEYS = Set.of("rule", "path", "table", "reason");

  private final Map<String, Severity> severities = new HashMap<>();
  private final List<Exemption> exemptions = new ArrayList<>();
  private final List<ConfigurationProblem> problems = new ArrayList<>();
  private @Nullable Runner runner;
  private @Nullable Integer postgres;
  private @Nullable String failOn;
  private long minBytes = LintWeight.DEFAULT.bytes();
  private long minWrites = LintWeight.DEFAULT.writesPerSecond();
  private String shown = FILE;

  /**
   * Reads the file that was named, or the usual one if it is there.
   *
   * @throws ConfigurationException with all that is wrong in it
   */
  public static LintConfig read(Path directory, @Nullable String named) {
    LintConfig config = new LintConfig();
    Path file = directory.resolve(named == null ? FILE : named);
    if (named != null || Files.exists(file)) {
      config.shown = named == null ? FILE : named;
      config.readFile(file);
    }
    config.check();
    return config;
  }

  private void readFile(Path file) {
    try {
      String text = Files.readString(file);
      JsonNode root = new TomlMapper().readTree(text);
      root.properties().forEach(entry -> take(entry.getKey(), entry.getValue(), text));
    } catch (IOException e) {
      problem("", "it cannot be read");
    } catch (JacksonException e) {
      problem("", "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    }
  }

  private void take(String key, JsonNode value, String text) {
    switch (key) {
      case "runner" -> runner = runner(value.asString(), shown + " runner");
      case "postgres" -> postgres = postgres(value);
      case "fail-on" -> failOn(value.asString());
      case "min-size" -> minBytes = bytes(value.asString());
      case "min-writes" -> minWrites = writes(value);
      case "rules" -> rules(value);
      case "ignore" -> ignore(value, text);
      default -> problem(key, "there is no such key" + DidYouMean.hint(key, KEYS));
    }
  }

  private @Nullable Integer postgres(JsonNode value) {
    if (value.isInt() && isMajor(value.asInt())) {
      return value.asInt();
    }
    problem("postgres", value + " is no major version such as 15");
    return null;
  }

  /** Whether there may be such a PostgreSQL. */
  public static boolean isMajor(int major) {
    return major >= 9 && major < 100;
  }

  private long writes(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0) {
      return value.asLong();
    }
    problem("min-writes", value + " is no number of rows a second");
    return minWrites;
  }

  private void rules(JsonNode table) {
    if (!table.isObject()) {
      problem("rules", "it is a table of severities: [rules], and below it  drop-table = \"note\"");
    }
    table
        .properties()
        .forEach(e -> rule(e.getKey(), e.getValue().asString(""), "rules." + e.getKey()));
  }

  private void failOn(String word) {
    if (Set.of("error", "warning", "none").contains(word)) {
      failOn = word;
    } else {
      problem("fail-on", "'" + word + "' is none of error, warning and none");
    }
  }

  private long bytes(String size) {
    Matcher matcher = Size.PATTERN.matcher(size);
    if (!matcher.matches()) {
      problem("min-size", "'" + size + "' is no size such as 10 MB");
      return minBytes;
    }
    long unit =
        switch (matcher.group(2) == null ? "B" : matcher.group(2)) {
          case "kB" -> 1_000;
          case "MB" -> 1_000_000;
          case "GB" -> 1_000_000_000;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }

  private void rule(String id, String severity, String key) {
    if (Rules.find(id) == null) {
      problem(key, "there is no such rule" + Rules.didYouMean(id));
      return;
    }
    try {
      severities.put(id, Severity.of(severity));
    } catch (IllegalArgumentException e) {
      problem(key, String.valueOf(e.getMessage()));
    }
  }

  private void ignore(JsonNode entries, String text) {
    if (!entries.isArray()) {
      problem("ignore", "each exemption is a table of its own: [[ignore]], with two brackets");
      return;
    }
    List<Integer> lines = headings(text);
    for (int i = 0; i < entries.size(); i++) {
      ignore(entries.get(i), lines.isEmpty() ? 1 : lines.get(Math.min(i, lines.size() - 1)));
    }
  }

  /** In which lines exemptions begin: what is read of TOML has no lines. */
  private static List<Integer> headings(String text) {
    List<String> lines = text.lines().toList();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (Heading.PATTERN.matcher(lines.get(i)).matches()) {
        found.add(i + 1);
      }
    }
    return found;
  }

  private void ignore(JsonNode entry, int line) {
    entry
        .properties()
        .forEach(
            e -> {
              if (!IGNORE_KEYS.contains(e.getKey())) {
                problem("ignore." + e.getKey(), "there is no such key");
              }
            });
    List<String> rules = new ArrayList<>();
    JsonNode rule = entry.path("rule");
    if (rule.isArray()) {
      rule.forEach(one -> rules.add(one.asString()));
    } else {
      rules.add(rule.asString("*"));
    }
    for (String id : rules) {
      if (!id.equals("*") && Rules.find(id) == null) {
        problem("ignore.rule", "there is no rule " + id + Rules.didYouMean(id));
      }
    }
    String path = entry.path("path").asString("");
    String table = entry.path("table").asString("");
    String reason = entry.path("reason").asString("");
    if (reason.isBlank()) {
      problem("ignore", "each needs a reason");
    }
    if (path.isEmpty() && table.isEmpty()) {
      problem("ignore", "each needs a path or a table; to switch a rule off, say so in [rules]");
    }
    exemptions.add(new Exemption(rules, path, table, reason, shown, line));
  }

  /**
   * Takes a {@code --rule id=severity}.
   *
   * @throws ConfigurationException if it cannot be understood
   */
  public void takeFlag(String text) {
    String[] sides = text.split("=", 2);
    String before = shown;
    shown = "flag --rule";
    if (sides.length == 2) {
      rule(sides[0].strip(), sides[1].strip(), text);
    } else {
      problem(text, "it takes rule=severity");
    }
    shown = before;
    check();
  }

  private @Nullable Runner runner(String word, String origin) {
    try {
      return Runner.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      problems.add(
          new ConfigurationProblem(
              "runner", origin, origin + ": '" + word + "' is neither clearway nor flyway"));
      return null;
    }
  }

  private void problem(String key, String message) {
    String origin = key.isEmpty() ? shown : shown + " " + key;
    problems.add(new ConfigurationProblem(key, origin, origin + ": " + message));
  }

  private void check() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  public Map<String, Severity> severities() {
    return severities;
  }

  public List<Exemption> exemptions() {
    return exemptions;
  }

  /** Null where nothing is said. */
  public @Nullable Runner runner() {
    return runner;
  }

  /** Null where nothing is said. */
  public @Nullable Integer postgres() {
    return postgres;
  }

  /** From how large a table on preflight speaks of its locks. */
  public long minBytes() {
    return minBytes;
  }

  /** From how many rows written a second on. */
  public long minWrites() {
    return minWrites;
  }

  /** Null where nothing is said. */
  public @Nullable String failOn() {
    return failOn;
  }
}
