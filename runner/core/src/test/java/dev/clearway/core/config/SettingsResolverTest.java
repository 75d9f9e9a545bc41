/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsResolverTest {

  private static final GuardSettings DEFAULTS = SettingsResolver.resolve(List.of()).guard();

  private static List<String> problems(SettingSource... sources) {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> SettingsResolver.resolve(List.of(sources)));
    assertThat(refused).as("refused").isNotNull();
    return messages(refused);
  }

  private static List<String> directiveProblems(Map<String, String> directive) {
    return directiveProblems(DEFAULTS, directive);
  }

  private static List<String> directiveProblems(GuardSettings base, Map<String, String> directive) {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> SettingsResolver.override(base, directive));
    assertThat(refused).as("refused").isNotNull();
    return messages(refused);
  }

  private static List<String> messages(ConfigurationException refused) {
    return refused.problems().stream().map(ConfigurationProblem::message).toList();
  }

  private static String origin(ResolvedSettings settings, Setting<?> setting) {
    return settings.values().stream()
        .filter(value -> value.setting() == setting)
        .findFirst()
        .orElseThrow()
        .origin();
  }

  @Test
  void nothingGivenMeansTheDocumentedDefaults() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new GuardSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                OnBlocker.WAIT,
                Duration.ZERO,
                Set.of(),
                Set.of(),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ZERO));
  }

  @Test
  void flagBeatsEnvironmentBeatsFileBeatsDefault() {
    SettingSource flags = SettingSource.flags(Map.of("--lock-timeout", "100ms"));
    SettingSource environment =
        SettingSource.environment(
            Map.of("CLEARWAY_LOCK_TIMEOUT", "200ms", "CLEARWAY_RETRY_FOR", "1h", "HOME", "/root"));
    SettingSource flywayEnvironment =
        SettingSource.flywayEnvironment(
            Map.of("FLYWAY_CLEARWAY_RETRY_FOR", "2h", "FLYWAY_CLEARWAY_MAX_BACKOFF", "7s"));
    SettingSource file =
        SettingSource.flyway(
            "flyway.toml",
            Map.of(
                "flyway.clearway.lockTimeout", "300ms",
                "flyway.clearway.stallBudget", "3s",
                "flyway.clearway.maxBackoff", "9s",
                "flyway.url", "jdbc:postgresql:shop"));

    ResolvedSettings settings =
        SettingsResolver.resolve(List.of(flags, environment, flywayEnvironment, file));

    assertThat(settings.guard().lockTimeout()).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.guard().retryFor()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.guard().maxBackoff()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.guard().stallBudget()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.guard().statementTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(origin(settings, Settings.LOCK_TIMEOUT)).isEqualTo("flag --lock-timeout");
    assertThat(origin(settings, Settings.RETRY_FOR)).isEqualTo("environment CLEARWAY_RETRY_FOR");
    assertThat(origin(settings, Settings.MAX_BACKOFF))
        .isEqualTo("environment FLYWAY_CLEARWAY_MAX_BACKOFF");
    assertThat(origin(settings, Settings.STALL_BUDGET))
        .isEqualTo("flyway.toml flyway.clearway.stallBudget");
    assertThat(origin(settings, Settings.STATEMENT_TIMEOUT)).isEqualTo("default");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    assertThat(
            problems(
                SettingSource.flags(Map.of("--stall-budget", "5 parsecs")),
                SettingSource.environment(Map.of("CLEARWAY_LOCK_TIMOUT", "1s")),
                SettingSource.keys("pom.xml", Map.of("statementTimeout", "500ms"))))
        .containsExactly(
            "flag --stall-budget: stallBudget does not take \"5 parsecs\", it is not a time; it"
                + " takes a time of more than 0, such as 500ms, 1s, 5m, 2h or 1d",
            "environment CLEARWAY_LOCK_TIMOUT: there is no such setting; did you mean"
                + " CLEARWAY_LOCK_TIMEOUT?",
            "lockTimeout 1s (default) must be less than statementTimeout 500ms (pom.xml"
                + " statementTimeout)");
  }

  @Test
  void aBadValueIsAnErrorEvenWhereAnotherSourceOverridesIt() {
    assertThat(
            problems(
                SettingSource.flags(Map.of("--retry-for", "5m")),
                SettingSource.environment(Map.of("CLEARWAY_RETRY_FOR", "soon"))))
        .singleElement()
        .asString()
        .startsWith("environment CLEARWAY_RETRY_FOR: retryFor does not take \"soon\"");
  }

  @Test
  void lockTimeoutStaysBelowTheStatementTimeoutAndWithinTheBudget() {
    assertThat(
            problems(
                SettingSource.flags(Map.of("--lock-timeout", "5s", "--statement-timeout", "5s"))))
        .containsExactly(
            "lockTimeout 5s (flag --lock-timeout) must be less than statementTimeout 5s (flag"
                + " --statement-timeout)",
            "lockTimeout 5s (flag --lock-timeout) must be at most stallBudget 2s (default)");
    assertThat(
            SettingsResolver.resolve(List.of(SettingSource.flags(Map.of("--lock-timeout", "2s"))))
                .guard()
                .lockTimeout())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void endingOthersNeedsAnAgeAndAList() {
    assertThat(problems(SettingSource.flags(Map.of("--on-blocker", "terminate"))))
        .containsExactly(
            "onBlocker terminate (flag --on-blocker) needs blockerMinAge, the age from which it may"
                + " act",
            "onBlocker terminate (flag --on-blocker) needs blockerApplication or blockerRole, the"
                + " list of whom it may act against");

    GuardSettings settings =
        SettingsResolver.resolve(
                List.of(
                    SettingSource.flags(
                        Map.of(
                            "--on-blocker", "cancel",
                            "--blocker-min-age", "5m",
                            "--blocker-role", "reporting"))))
            .guard();
    assertThat(settings.onBlocker()).isEqualTo(OnBlocker.CANCEL);
    assertThat(settings.blockerRoles()).containsExactly("reporting");
  }

  @Test
  void variablesThatAreNoSettingsArePassedOver() {
    SettingSource environment =
        SettingSource.environment(
            Map.of(
                "CLEARWAY_OPTS", "-Xmx64m",
                "CLEARWAY_ARCHIVE", "off",
                "CLEARWAY_SERVICE_HOST", "10.0.0.1",
                "CLEARWAY_PORT_5432_TCP_ADDR", "10.0.0.1",
                "CLEARWAYS", "x"));
    assertThat(environment.given()).isEmpty();
  }

  @Test
  void aSecretIsNeverShown() {
    Setting<String> secret = Setting.of("token", SettingType.TEXT, "", "a token").keptSecret();
    assertThat(new ConfiguredValue<>(secret, "hunter2", "flag --token"))
        .hasToString("token ******** (flag --token)");
  }

  @Test
  void aDirectiveOverridesTheRun() {
    GuardSettings settings =
        SettingsResolver.override(
            DEFAULTS, Map.of("lockTimeout", "2s", "stallBudget", "5s", "reason", "at night"));
    assertThat(settings.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.stallBudget()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.retryFor()).isEqualTo(DEFAULTS.retryFor());
  }

  @Test
  void aDirectiveThatProtectsMoreNeedsNoReason() {
    assertThat(
            SettingsResolver.override(
                    DEFAULTS,
                    Map.of(
                        "lockTimeout", "50ms",
                        "concurrentTimeout", "1h",
                        "onBlocker", "fail",
                        "retryFor", "1h"))
                .lockTimeout())
        .isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void aDirectiveThatWeakensTheGuardNeedsAReason() {
    assertThat(directiveProblems(Map.of("stallBudget", "5s")))
        .containsExactly(
            "directive stallBudget: 5s protects less than stallBudget 2s (the run's settings); it"
                + " needs a reason=\"...\" beside it");
    assertThat(directiveProblems(Map.of("stallBudget", "5s", "reason", " ")))
        .containsExactly("directive reason: it is empty");
  }

  @Test
  void switchingOffIsWeakerThanAnyTime() {
    GuardSettings base =
        SettingsResolver.resolve(
                List.of(
                    SettingSource.flags(
                        Map.of("--max-replica-lag", "10s", "--concurrent-timeout", "1h"))))
            .guard();
    assertThat(directiveProblems(base, Map.of("maxReplicaLag", "off"))).hasSize(1);
    assertThat(directiveProblems(base, Map.of("concurrentTimeout", "2h"))).hasSize(1);
    assertThat(SettingsResolver.override(base, Map.of("maxReplicaLag", "5s")).maxReplicaLag())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aScriptMayNotSayWhomToEnd() {
    assertThat(
            directiveProblems(
                Map.of(
                    "onBlocker", "terminate",
                    "blockerApplication", "web",
                    "reason", "in a hurry")))
        .containsExactlyInAnyOrder(
            "directive blockerApplication: a script cannot set it; it belongs to the run",
            "onBlocker terminate (directive onBlocker) needs blockerMinAge, the age from which it"
                + " may act",
            "onBlocker terminate (directive onBlocker) needs blockerApplication or blockerRole, the"
                + " list of whom it may act against");
  }

  @Test
  void anUnknownDirectiveIsAnErrorWithItsKey() {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> SettingsResolver.override(DEFAULTS, Map.of("lockTimout", "1s")));
    assertThat(refused.problems())
        .containsExactly(
            new ConfigurationProblem(
                "lockTimout",
                "directive lockTimout",
                "directive lockTimout: there is no such setting; did you mean lockTimeout?"));
  }

  @Test
  void ignoreIsForLintAndNeedsAReason() {
    assertThat(SettingsResolver.override(DEFAULTS, Map.of("ignore", "set-not-null", "reason", "r")))
        .isEqualTo(DEFAULTS);
    assertThat(directiveProblems(Map.of("ignore", "set-not-null")))
        .containsExactly("directive ignore: needs a reason=\"...\" beside it");
    assertThat(directiveProblems(Map.of("ignore", "", "reason", "r")))
        .containsExactly("directive ignore: it names no lint rule");
  }

  @Test
  void batchesAreRefusedNotIgnored() {
    assertThat(directiveProblems(Map.of("batch", "", "table", "orders", "size", "5000")))
        .containsExactly("directive batch: this version of Clearway cannot run in batches");
  }

  @Test
  void aDirectiveHasToFitTheRunsOtherSettings() {
    assertThat(directiveProblems(Map.of("lockTimeout", "3s", "reason", "r")))
        .containsExactly(
            "lockTimeout 3s (directive lockTimeout) must be at most stallBudget 2s (the run's"
                + " settings)");
  }
}
