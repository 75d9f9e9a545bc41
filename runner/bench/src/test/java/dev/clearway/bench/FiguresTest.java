/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void theMedianIsOneThatWasSeen() {
    assertThat(Figures.median(List.of(5, 1, 4, 2, 3))).isEqualTo(3);
    assertThat(Figures.median(List.of(1, 2))).isEqualTo(2);
    assertThat(Figures.median(List.of(Duration.ofMillis(7)))).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void aTableIsMarkdownAndSaysWhatWasMissed() {
    assertThat(
            MarkdownTable.of(
                List.of(
                    new Row("one reader", "longest wait", "2,900 ms", "", "8 ms", "≤ 100 ms", true),
                    new Row("one reader", "done after", "3 s", "", "4 s", "≤ 3.5 s", false),
                    new Row("memory", "heap", "", "", "64 MB", "", true))))
        .isEqualTo(
            """
            | scenario   | measure      | plain Flyway | lock_timeout=1s, retried | Clearway | target   | met    |
            |------------|--------------|-------------:|-------------------------:|---------:|----------|--------|
            | one reader | longest wait | 2,900 ms     |                          | 8 ms     | ≤ 100 ms | yes    |
            |            | done after   | 3 s          |                          | 4 s      | ≤ 3.5 s  | **no** |
            | memory     | heap         |              |                          | 64 MB    |          |        |
            """);
  }
}
