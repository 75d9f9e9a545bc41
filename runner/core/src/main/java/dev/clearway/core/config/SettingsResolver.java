/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was given in several places into the settings of one run. Refuses what it does not
 * understand; corrects nothing.
 */
public final class SettingsResolver {

  /** The directive keys that are no settings. */
  private static final String REASON = "reason";

  private static final String IGNORE = "ignore";
  private static final String BATCH = "batch";

  private SettingsResolver() {}

  /**
   * Merges the sources over the defaults.
   *
   * @param sources the strongest first
   * @throws ConfigurationException with everything that is wrong, in values that another source
   *     overrides too
   */
  public static ResolvedSettings resolve(List<SettingSource> sources) {
    Reader reader = new Reader(SettingValues.defaults());
    for (SettingSource source : sources) {
      for (SettingSource.Given given : source.given()) {
        reader.read(given, source.style(), Settings.EVERY);
      }
    }
    SettingValues values = reader.finish();
    return new ResolvedSettings(values.toGuard(), values.toRecord(), values.all());
  }

  /**
   * The settings for a script, or for one statement of it, that has a directive.
   *
   * <p>Beside the settings that scripts may set, {@code reason} and {@code ignore} (for lint) are
   * known; {@code ignore}, and a value that protects the application less than the run's own, need
   * a {@code reason}.
   *
   * @param base the run's own settings
   * @param directive the directive's keys and values
   * @throws ConfigurationException with everything that is wrong in the directive; each problem has
   *     the key that it is about
   */
  public static GuardSettings override(GuardSettings base, Map<String, String> directive) {
    if (directive.containsKey(BATCH)) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  BATCH,
                  "directive batch",
                  "directive batch: this version of Clearway cannot run in batches")));
    }
    Map<String, String> settings = new LinkedHashMap<>(directive);
    String ignore = settings.remove(IGNORE);
    String reason = settings.remove(REASON);
    boolean reasoned = reason != null && !reason.isBlank();
    SettingValues before = SettingValues.of(base, "the run's settings");
    Reader reader = new Reader(SettingValues.of(base, "the run's settings"));
    if (reason != null && !reasoned) {
      reader.problem(REASON, "directive reason", "it is empty");
    }
    if (ignore != null && ignore.isBlank()) {
      reader.problem(IGNORE, "directive ignore", "it names no lint rule");
    }
    if (ignore != null && reason == null) {
      reader.problem(IGNORE, "directive ignore", "needs a reason=\"...\" beside it");
    }
    List<Setting<?>> allowed = Settings.ALL.stream().filter(Setting::allowedInScripts).toList();
    settings.forEach(
        (key, text) -> {
          SettingSource.Given given = new SettingSource.Given(key, text, "directive " + key);
          Setting<?> setting = reader.read(given, NameStyle.KEY, allowed);
          if (setting != null && reason == null) {
            reader.checkReason(setting, before);
          }
        });
    return reader.finish().toGuard();
  }

  /** Reads values one by one and collects what is wrong. */
  private static final class Reader {
    private final SettingValues values;
    private final Set<Setting<?>> done = new HashSet<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    Reader(SettingValues values) {
      this.values = values;
    }

    void problem(String key, String origin, String message) {
      problems.add(new ConfigurationProblem(key, origin, origin + ": " + message));
    }

    /**
     * Takes the value unless a stronger source has given one. Returns the setting when the value
     * could be read.
     */
    @Nullable Setting<?> read(
        SettingSource.Given given, NameStyle style, List<Setting<?>> allowed) {
      for (Setting<?> setting : allowed) {
        if (setting.name(style).equals(given.name())) {
          return take(setting, given) ? setting : null;
        }
      }
      problem(given.name(), given.origin(), unknown(given.name(), style, allowed));
      return null;
    }

    private static String unknown(String name, NameStyle style, List<Setting<?>> allowed) {
      for (Setting<?> setting : Settings.EVERY) {
        if (setting.name(style).equals(name)) {
          return "a script cannot set it; it belongs to the run";
        }
      }
      Set<String> names = new TreeSet<>();
      allowed.forEach(setting -> names.add(setting.name(style)));
      return "there is no such setting" + DidYouMean.hint(name, names);
    }

    private <T> boolean take(Setting<T> setting, SettingSource.Given given) {
      T value;
      try {
        value = setting.type().parse(given.text());
      } catch (IllegalArgumentException e) {
        values.unreadable(setting);
        String shown = setting.secret() ? "" : " \"" + given.text() + "\"";
        problem(
            setting.key(),
            given.origin(),
            "%s does not take%s, %s; it takes %s"
                .formatted(setting.key(), shown, e.getMessage(), setting.type().accepts()));
        return false;
      }
      if (done.add(setting)) {
        values.put(setting, value, given.origin());
      }
      return true;
    }

    private <T> void checkReason(Setting<T> setting, SettingValues before) {
      T value = values.value(setting);
      if (setting.weakens(value, before.value(setting))) {
        problem(
            setting.key(),
            "directive " + setting.key(),
            "%s protects less than %s; it needs a reason=\"...\" beside it"
                .formatted(setting.show(value), before.get(setting)));
      }
    }

    SettingValues finish() {
      problems.addAll(values.conflicts());
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return values;
    }
  }
}
