/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands that the front page tells people to type can be typed. */
class ReadmeTest {

  private static final Pattern COMMAND = Pattern.compile("runner/clearway ([^`&\n]+)");

  @Test
  void everyCommandIsOne() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("clearway.root"), "README.md"));
    List<String> commands =
        COMMAND.matcher(page).results().map(found -> found.group(1).strip()).toList();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());

    assertThat(commands).hasSizeGreaterThan(4);
    for (String command : commands) {
      assertThatCode(
              () ->
                  new Clearway(Host.of(nowhere, nowhere))
                      .commandLine()
                      .parseArgs(command.split(" ")))
          .as(command)
          .doesNotThrowAnyException();
    }
  }
}
