/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.PostgresTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest
class DemoTest {

  /** The demo in about a third of its time. */
  private static final Scene SHORT =
      new Scene(8, Duration.ofMillis(1_500), Duration.ofMillis(200), Duration.ofMillis(100));

  @Test
  void theApplicationFeelsPlainFlywayAndNotClearway(PostgresServer server) throws Exception {
    List<String> progress = new ArrayList<>();

    Comparison comparison = new Demo(server, SHORT, progress::add).play();

    assertThat(progress).hasSize(2);
    assertThat(comparison.clearwayIsBetter()).isTrue();
    // The report was 200 ms old when Flyway began: everybody waited for what was left of it.
    assertThat(comparison.plain().impact().longest()).isGreaterThan(Duration.ofMillis(500));
    assertThat(comparison.plain().impact().waits()).isGreaterThanOrEqualTo(8);
    assertThat(comparison.clearway().impact().longest()).isLessThan(Duration.ofMillis(500));
    assertThat(comparison.clearway().impact().statements())
        .isGreaterThan(comparison.plain().impact().statements());
  }
}
