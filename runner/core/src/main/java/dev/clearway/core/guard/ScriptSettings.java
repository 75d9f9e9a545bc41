/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.sql.Directive;
import dev.clearway.core.sql.DirectiveException;
import dev.clearway.core.sql.Directives;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the directives of a script make of a run's settings. */
public final class ScriptSettings {

  private ScriptSettings() {}

  /**
   * Reads all directives of a script, to find out whether they are good before anything runs.
   *
   * @param script its name, for messages
   * @param text the file as it is
   * @throws DirectiveException if a directive is malformed, has an unknown key or a bad value, or
   *     weakens the guard without a reason
   */
  public static void check(String script, String text, GuardSettings run) {
    GuardSettings whole = forScript(script, Directives.find(script, text), run);
    for (Directive directive : Directives.find(script, text)) {
      apply(script, directive, whole);
    }
  }

  /**
   * The settings for each statement, in order: a directive above the first statement is for all of
   * them, another for the statement that follows it.
   *
   * @throws DirectiveException as {@link #check}
   */
  public static List<GuardSettings> of(
      String script, String text, List<ScriptStatement> statements, GuardSettings run) {
    List<Directive> directives = Directives.find(script, text);
    GuardSettings whole = forScript(script, directives, run);
    List<GuardSettings> settings = new ArrayList<>();
    int from = 0;
    for (ScriptStatement statement : statements) {
      GuardSettings own = whole;
      for (Directive directive : directives) {
        if (!directive.forScript()
            && directive.line() > from
            && directive.line() <= statement.line()) {
          own = apply(script, directive, own);
        }
      }
      from = statement.line();
      settings.add(own);
    }
    return settings;
  }

  private static GuardSettings forScript(
      String script, List<Directive> directives, GuardSettings run) {
    GuardSettings whole = run;
    for (Directive directive : directives) {
      if (directive.forScript()) {
        whole = apply(script, directive, whole);
      }
    }
    return whole;
  }

  private static GuardSettings apply(String script, Directive directive, GuardSettings base) {
    try {
      return SettingsResolver.override(base, directive.settings());
    } catch (ConfigurationException e) {
      throw new DirectiveException(
          script,
          directive.line(),
          e.problems().stream()
              .map(ConfigurationProblem::message)
              .collect(Collectors.joining("; ")));
    }
  }
}
