/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.config.Setting;
import dev.clearway.core.config.Settings;
import dev.clearway.core.sql.Directive;
import dev.clearway.core.sql.DirectiveException;
import dev.clearway.core.sql.Directives;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the directives of a script tell us to pass over, and which of them were of use. */
final class Suppressions {

  /** Keys of directives that are not settings. */
  private static final Set<String> OTHER_KEYS =
      Set.of("ignore", "reason", "batch", "table", "key", "size");

  /** What preflight says of scripts without a rule of ours: a directive may be for that. */
  private static final Set<String> OF_PREFLIGHT =
      Set.of("not-parsed", "unknown-forecast", "missing-relation");

  /** Loaded by the first directive: the settings are many classes, and most scripts have none. */
  private static final class Keys {
    static final Set<String> ALL =
        Stream.concat(OTHER_KEYS.stream(), Settings.ALL.stream().map(Setting::key))
            .collect(Collectors.toUnmodifiableSet());

    private Keys() {}
  }

  /** One rule that a directive names. */
  private static final class Ignored {
    private final Directive directive;
    private final String rule;
    private boolean used;

    private Ignored(Directive directive, String rule) {
      this.directive = directive;
      this.rule = rule;
    }
  }

  /** Something wrong with a directive. */
  record Problem(int line, String message) {}

  private final List<Ignored> ignored = new ArrayList<>();
  private final List<Directive> batches = new ArrayList<>();
  private final List<Problem> invalid = new ArrayList<>();

  private Suppressions() {}

  static Suppressions of(String name, String text) {
    Suppressions suppressions = new Suppressions();
    try {
      for (Directive directive : Directives.find(name, text)) {
        suppressions.add(directive);
      }
    } catch (DirectiveException e) {
      String message = String.valueOf(e.getMessage());
      String place = name + ":" + e.line() + ": ";
      suppressions.invalid.add(
          new Problem(
              e.line(), message.startsWith(place) ? message.substring(place.length()) : message));
    }
    return suppressions;
  }

  private void add(Directive directive) {
    Set<String> unknown = new TreeSet<>(directive.settings().keySet());
    unknown.removeAll(Keys.ALL);
    for (String key : unknown) {
      invalid.add(new Problem(directive.line(), "there is no directive '" + key + "'"));
    }
    if (directive.settings().containsKey("batch")) {
      batches.add(directive);
    }
    String rules = directive.settings().get("ignore");
    if (rules == null) {
      return;
    }
    if (directive.settings().getOrDefault("reason", "").isBlank()) {
      invalid.add(new Problem(directive.line(), "ignore needs a reason=\"...\", and does nothing"));
      return;
    }
    for (String rule : rules.split(",", -1)) {
      if (!rule.isBlank()) {
        ignored.add(new Ignored(directive, rule.strip()));
      }
    }
  }

  /** Whether findings of a rule about the statement that begins in {@code line} are passed over. */
  boolean cover(Rule rule, int line) {
    boolean covered = false;
    for (Ignored one : ignored) {
      boolean here = one.directive.forScript() || one.directive.statementLine() == line;
      if (here && one.rule.equals(rule.id())) {
        one.used = true;
        covered = true;
      }
    }
    return covered;
  }

  /** Whether the statement that begins in {@code line} is to be run in batches. */
  boolean isBatched(int line) {
    return batches.stream().anyMatch(d -> d.forScript() || d.statementLine() == line);
  }

  /** What is wrong with directives. */
  List<Problem> invalid() {
    return invalid;
  }

  /** The rules that are ignored and do not exist, or found nothing. */
  List<Problem> unused() {
    List<Problem> unused = new ArrayList<>();
    for (Ignored one : ignored) {
      if (one.used || OF_PREFLIGHT.contains(one.rule)) {
        continue;
      }
      boolean exists = Rules.find(one.rule) != null;
      unused.add(
          new Problem(
              one.directive.line(),
              exists
                  ? "nothing here triggers " + one.rule
                  : "there is no rule '%s'%s".formatted(one.rule, Rules.didYouMean(one.rule))));
    }
    return unused;
  }
}
