/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ties the catalogue, the guard's record and the docs together. */
class SettingsTest {

  /** The components of both records, in the catalogue's order. */
  private static List<RecordComponent> components() {
    return Stream.of(GuardSettings.class, RecordSettings.class)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .toList();
  }

  @Test
  void eachComponentOfTheSettingsHasASettingOfItsName() {
    List<String> components = components().stream().map(SettingsTest::keyOf).toList();
    assertThat(Settings.ALL.stream().map(Setting::key)).containsExactlyElementsOf(components);
  }

  /** A list of names is given name by name, so its key is the singular. */
  private static String keyOf(RecordComponent component) {
    String name = component.getName();
    return component.getType() == Set.class ? name.substring(0, name.length() - 1) : name;
  }

  @Test
  void eachSettingReachesItsComponentAndComesBack() throws ReflectiveOperationException {
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("lockTimeout", "101ms"),
            Map.entry("statementTimeout", "102s"),
            Map.entry("concurrentTimeout", "103s"),
            Map.entry("stallBudget", "104s"),
            Map.entry("longTransaction", "105s"),
            Map.entry("blockerPatience", "106s"),
            Map.entry("onBlocker", "cancel"),
            Map.entry("blockerMinAge", "108s"),
            Map.entry("blockerApplication", "app"),
            Map.entry("blockerRole", "role"),
            Map.entry("retryFor", "111s"),
            Map.entry("maxBackoff", "112s"),
            Map.entry("maxReplicaLag", "113s"),
            Map.entry("recordFolder", "elsewhere"),
            Map.entry("recordTable", "false"),
            Map.entry("sensitiveFolder", "secret"));

    ResolvedSettings settings =
        SettingsResolver.resolve(List.of(SettingSource.keys("test", given)));

    for (int i = 0; i < Settings.ALL.size(); i++) {
      RecordComponent component = components().get(i);
      Object owner =
          component.getDeclaringRecord().equals(GuardSettings.class)
              ? settings.guard()
              : settings.record();
      Object inRecord = component.getAccessor().invoke(owner);
      ConfiguredValue<?> value = settings.values().get(i);
      assertThat(inRecord).as(component.getName()).isEqualTo(value.value());
      assertThat(value.text()).isEqualTo(given.get(value.setting().key()));
    }
    assertThat(SettingsResolver.override(settings.guard(), Map.of())).isEqualTo(settings.guard());
  }

  @Test
  void namesAreDerivedFromTheKey() {
    assertThat(Arrays.stream(NameStyle.values()).map(style -> Settings.LOCK_TIMEOUT.name(style)))
        .containsExactly(
            "lockTimeout",
            "--lock-timeout",
            "CLEARWAY_LOCK_TIMEOUT",
            "flyway.clearway.lockTimeout",
            "FLYWAY_CLEARWAY_LOCK_TIMEOUT");
  }

  @Test
  void docsHaveTheCataloguesTable() throws IOException {
    Path page = Path.of(System.getProperty("clearway.root"), "docs", "settings.md");
    assertThat(Files.readString(page)).contains(table()).contains(alertTable());
  }

  private static String alertTable() {
    return AlertSettings.ALL.stream()
        .map(SettingsTest::alertRow)
        .collect(
            Collectors.joining(
                "",
                """
                | key | default | takes | secret | meaning |
                |---|---|---|---|---|
                """,
                ""));
  }

  private static <T> String alertRow(Setting<T> setting) {
    String shown = setting.show(setting.defaultValue());
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.key(),
            shown.isEmpty() ? "none" : "`" + shown + "`",
            setting.type().label().replace("|", ", "),
            setting.secret() ? "yes" : "no",
            setting.doc());
  }

  @Test
  void secretsAreMaskedAndTheirWaysThatExcludeEachOtherRefused() {
    ResolvedSettings settings =
        SettingsResolver.resolve(
            List.of(SettingSource.environment(Map.of("CLEARWAY_WEBHOOK", "https://h/s3cret"))));
    assertThat(settings.get(AlertSettings.WEBHOOK)).isEqualTo("https://h/s3cret");
    assertThat(settings.values().toString())
        .contains("webhook ******** (environment CLEARWAY_WEBHOOK)")
        .doesNotContain("s3cret");

    assertThatThrownBy(
            () ->
                SettingsResolver.resolve(
                    List.of(
                        SettingSource.keys(
                            "test",
                            Map.of(
                                "slackWebhook", "https://h/s3cret",
                                "slackToken", "xoxb-s3cret",
                                "webhookSecret", "s3cret",
                                "sentryDsn", "s3cret://",
                                "alertOn", "failed,sunshine")))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("two ways to one place")
        .hasMessageContaining("needs slackChannel beside it")
        .hasMessageContaining("needs webhook beside it")
        .hasMessageContaining("sentryDsn does not take, it is no address")
        .hasMessageContaining("a word in it is not known; it takes some of blocked, budget")
        .message()
        .doesNotContain("s3cret");
  }

  private static String table() {
    return Settings.ALL.stream()
        .map(SettingsTest::row)
        .collect(
            Collectors.joining(
                "",
                """
                | key | default | takes | in scripts | meaning |
                |---|---|---|---|---|
                """,
                ""));
  }

  private static <T> String row(Setting<T> setting) {
    String shown = setting.show(setting.defaultValue());
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.key(),
            shown.isEmpty() ? "none" : "`" + shown + "`",
            setting.type().label().replace("|", ", "),
            inScripts(setting),
            setting.doc());
  }

  private static String inScripts(Setting<?> setting) {
    return setting.allowedInScripts() ? "yes" : "no";
  }

  @Test
  void printedDefaultsReadBack() {
    for (Setting<?> setting : Settings.EVERY) {
      assertReadsBack(setting);
    }
  }

  private static <T> void assertReadsBack(Setting<T> setting) {
    T value = setting.defaultValue();
    assertThat(setting.type().parse(setting.type().print(value))).isEqualTo(value);
    assertThat(setting.weakens(value, value)).isFalse();
    if (value instanceof Duration time) {
      assertThat(time).isGreaterThanOrEqualTo(Duration.ZERO);
    }
  }
}
