/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people copy from: the help texts, pinned, with flags and exit codes. */
class HelpTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "migrate",
        "preflight",
        "lint",
        "blockers",
        "report",
        "info",
        "history",
        "repair",
        "config",
        "demo",
        "completion"
      })
  void isAsItWas(String command) throws IOException {
    CommandRun run =
        command.isEmpty()
            ? CommandRun.of(directory, Map.of(), "--help")
            : CommandRun.of(directory, Map.of(), command, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            golden("help" + (command.isEmpty() ? "" : "-" + command) + ".txt"));
  }

  @Test
  void withoutACommandItIsWrongUsage() {
    assertThat(CommandRun.of(directory, Map.of()).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionIsAScript(String shell) {
    CommandRun run = CommandRun.of(directory, Map.of(), "completion", shell);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("clearway").contains("lock-timeout");
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = HelpTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
