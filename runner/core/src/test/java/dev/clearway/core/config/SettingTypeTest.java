/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

  @ParameterizedTest
  @CsvSource({
    "50ms, PT0.05S, 50ms",
    "1500ms, PT1.5S, 1500ms",
    "1000ms, PT1S, 1s",
    "90s, PT90S, 90s",
    "60s, PT1M, 1m",
    "5m, PT5M, 5m",
    "120m, PT2H, 2h",
    "1d, PT24H, 1d",
    "24d, PT576H, 24d",
    "' 1s ', PT1S, 1s",
  })
  void readsTimesAndPrintsThemBack(String text, Duration time, String printed) {
    assertThat(SettingType.TIME.parse(text)).isEqualTo(time);
    assertThat(SettingType.TIME.print(time)).isEqualTo(printed);
    assertThat(SettingType.TIME.parse(printed)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "s", "-1s", "+1s", "1.5s", "1S", "1 s", "1m30s", "1w", "off"})
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> SettingType.TIME.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"25d", "2147483648ms", "9999999999d", "99999999999999999999s"})
  void refusesWhatPostgresCannotHold(String text) {
    assertThatThrownBy(() -> SettingType.TIME.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatTheUnitIsMissing() {
    assertThatThrownBy(() -> SettingType.TIME.parse("500")).hasMessage("it has no unit");
  }

  @Test
  void zeroIsOnlyATimeWhereItMeansSomething() {
    assertThatThrownBy(() -> SettingType.TIME.parse("0")).hasMessage("it is 0");
    assertThatThrownBy(() -> SettingType.TIME.parse("0ms")).hasMessage("it is 0");
    assertThat(SettingType.TIME_OR_ZERO.parse("0")).isZero();
    assertThat(SettingType.TIME_OR_ZERO.print(Duration.ZERO)).isEqualTo("0");
  }

  @Test
  void offIsZero() {
    assertThat(SettingType.TIME_OR_OFF.parse("off")).isZero();
    assertThat(SettingType.TIME_OR_OFF.parse("0")).isZero();
    assertThat(SettingType.TIME_OR_OFF.parse("3s")).isEqualTo(Duration.ofSeconds(3));
    assertThat(SettingType.TIME_OR_OFF.print(Duration.ZERO)).isEqualTo("off");
  }

  @Test
  void readsNames() {
    assertThat(SettingType.NAMES.parse("report, cron job")).containsExactly("report", "cron job");
    assertThat(SettingType.NAMES.parse("")).isEmpty();
    assertThat(SettingType.NAMES.print(Set.of("b", "a"))).isEqualTo("a,b");
    assertThatThrownBy(() -> SettingType.NAMES.parse("a,,b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsNumbersAnswersAndLists() {
    assertThat(SettingType.NUMBER.parse("50")).isEqualTo(50);
    assertThatThrownBy(() -> SettingType.NUMBER.parse("-1")).hasMessage("it is less than 0");
    assertThatThrownBy(() -> SettingType.NUMBER.parse("5x")).hasMessage("it is not a whole number");
    assertThat(SettingType.YES_NO.parse("TRUE")).isTrue();
    assertThatThrownBy(() -> SettingType.YES_NO.parse("yes")).hasMessage("it is neither");
    assertThat(SettingType.LIST.parse("shop, audit")).containsExactly("shop", "audit");
    assertThat(SettingType.LIST.print(List.of("shop", "audit"))).isEqualTo("shop,audit");
  }

  @Test
  void readsWords() {
    SettingType<OnBlocker> words = SettingType.oneOf(OnBlocker.class);
    assertThat(words.parse("terminate")).isEqualTo(OnBlocker.TERMINATE);
    assertThat(words.print(OnBlocker.FAIL)).isEqualTo("fail");
    assertThat(words.accepts()).isEqualTo("one of wait, fail, cancel, terminate");
    assertThatThrownBy(() -> words.parse("kill")).isInstanceOf(IllegalArgumentException.class);
  }
}
