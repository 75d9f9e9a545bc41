/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.gaveUp;
import static dev.clearway.cli.alert.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.record.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GithubSummaryTest {

  @TempDir Path directory;

  private String summary(TimedEvent end) throws Exception {
    Path file = directory.resolve("summary.md");
    Files.writeString(file, "before\n");
    GithubSummary summary = new GithubSummary(file, "", new Redactor(List.of("s3cret")));
    summary.on(started());
    summary.on(end);
    return Files.readString(file);
  }

  @Test
  void theRunIsAddedToWhatIsThere() throws Exception {
    assertThat(summary(gaveUp(600)))
        .isEqualTo(
            """
            before
            ### ❌ Clearway, contention: shop

            V20 could not get public.orders within 10 min

            Nothing of V20 is left behind.

            **Next:** run the same command again

            | migration | outcome | attempts | waited for clearance | took |
            |---|---|--:|--:|--:|
            | `V20__add_orders_customer_fk.sql` | contended | 1 | 9 min 10 s | 10 min |

            | in the way | held |
            |---|---|
            | nightly\\_report (app\\_ro) from 10.2.0.7 | AccessShareLock on public.orders |

            The application felt: 3 sessions waited, at most 52 ms. Run `2026-11-21T00-41-07.250Z-3f9c`.

            """);
  }

  @Test
  void dataAndMarkupOfOthersStayOut() throws Exception {
    String text =
        summary(Samples.failed(1, "22P02", "bad: \"4111-1111\" <img src=x> [a](b) | s3cret"));

    assertThat(text).doesNotContain("4111", "<img", "[a](b)", "s3cret", "erika@", "hunter2");
    assertThat(text).contains("### ❌ Clearway, failed: shop");
  }
}
