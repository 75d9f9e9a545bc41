/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Impact.Transaction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpactTest {

  private static final Duration COLUMN = ms(100);

  @Test
  void countsOnlyWhatTookLongerThanAnOrdinaryTransaction() {
    var impact =
        Impact.of(
            List.of(
                new Transaction(ms(0), ms(20)),
                new Transaction(ms(10), ms(21)),
                new Transaction(ms(20), ms(300))),
            ms(400),
            COLUMN);

    assertThat(impact.transactions()).isEqualTo(3);
    assertThat(impact.longest()).isEqualTo(ms(300));
    assertThat(impact.waits()).isEqualTo(2);
    assertThat(impact.sumOfWaits()).isEqualTo(ms(321));
  }

  @Test
  void aWaitShowsInEveryColumnThatItTouches() {
    var impact =
        Impact.of(
            List.of(new Transaction(ms(50), ms(5)), new Transaction(ms(150), ms(200))),
            ms(450),
            COLUMN);

    assertThat(impact.columns()).containsExactly(ms(5), ms(200), ms(200), ms(200), ms(0));
  }

  @Test
  void whatLiesOutsideTheMeasurementIsCutOff() {
    var impact =
        Impact.of(
            List.of(new Transaction(ms(-50), ms(70)), new Transaction(ms(190), ms(900))),
            ms(200),
            COLUMN);

    assertThat(impact.columns()).containsExactly(ms(70), ms(900));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
