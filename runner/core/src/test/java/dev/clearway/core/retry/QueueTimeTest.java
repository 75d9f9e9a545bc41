/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueTimeTest {

  @Test
  void growsByHalfUpToItsCap() {
    QueueTime time = QueueTime.start(Duration.ofMillis(200));
    assertThat(time.value()).isEqualTo(Duration.ofMillis(50));
    assertThat(time.grown().value()).isEqualTo(Duration.ofMillis(75));
    assertThat(time.grown().grown().grown().grown().value()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void neverPassesAShortCap() {
    Duration cap = Duration.ofMillis(20);
    assertThat(QueueTime.start(cap).value()).isEqualTo(cap);
    assertThat(QueueTime.start(cap).grown().value()).isEqualTo(cap);
  }

  @Test
  void anotherCapCutsItAndLetsItGrow() {
    QueueTime time = QueueTime.start(Duration.ofSeconds(1)).grown();
    assertThat(time.under(Duration.ofMillis(60)).value()).isEqualTo(Duration.ofMillis(60));
    assertThat(time.under(Duration.ofMillis(80)).grown().value()).isEqualTo(Duration.ofMillis(80));
  }
}
