/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Comparison;
import dev.clearway.cli.demo.Comparison.Turn;
import dev.clearway.cli.demo.Impact;
import dev.clearway.cli.demo.Scene;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTest {

  /** The demo in a quarter of its time. */
  private static final Scene SHORT = new Scene(8, ms(1_000), ms(100), ms(50));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final DemoCommand demo =
      new DemoCommand(
          Host.of(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8)),
          SHORT);

  @Test
  void measuresBothOnAServerOfItsOwn() {
    int exitCode = new CommandLine(demo).execute("--format", "json");

    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toByteArray());
    assertThat(json.path("outcome").asString()).isEqualTo("done");
    assertThat(json.path("orders").asInt()).isEqualTo(5_000);
    JsonNode plain = json.path("runs").path(0);
    JsonNode clearway = json.path("runs").path(1);
    assertThat(plain.path("runner").asString()).isEqualTo("plain Flyway");
    assertThat(clearway.path("runner").asString()).isEqualTo("Clearway");
    assertThat(clearway.path("longestWaitMs").asLong())
        .isLessThan(plain.path("longestWaitMs").asLong());
    assertThat(plain.path("longestPerColumnMs").size()).isGreaterThan(10);
  }

  @Test
  void saysSoAndExitsWith1IfClearwaysRunWasNotTheBetterOne() {
    var none = new Turn(new Impact(9, ms(5), 0, ms(0), List.of(ms(5))), ms(1_000));
    var felt = new Turn(new Impact(9, ms(30), 1, ms(30), List.of(ms(30))), ms(1_000));

    assertThat(demo.print(new Comparison("17.11", 5_000, SHORT, none, felt))).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("felt more of Clearway");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Clearway             30 ms");
    assertThat(demo.print(new Comparison("17.11", 5_000, SHORT, felt, none))).isZero();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
