/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation tells people to copy is what is tested. */
class HostDocsTest {

  private static final Path ROOT = Path.of(System.getProperty("clearway.root"));
  private static final Pattern BLOCK = Pattern.compile("(?s)\n```(xml|java|yaml)\n(.*?)\n```");

  @Test
  void springBoot() throws IOException {
    comparesWith("docs/spring-boot.md", 5, "src/it/spring-boot-3.5", "src/it/spring-boot-4");
  }

  /** Each block of the page is part of a file below the folders, but for what it is indented by. */
  private static void comparesWith(String page, int blocks, String... folders) throws IOException {
    String tested = "";
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          tested += "\n" + notIndented(Files.readString(file));
        }
      }
    }
    List<String> told =
        BLOCK
            .matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map((MatchResult block) -> block.group(2))
            .toList();
    assertThat(told).hasSize(blocks);
    for (String block : told) {
      assertThat(tested).contains("\n" + notIndented(block));
    }
  }

  private static String notIndented(String text) {
    return text.lines().map(String::strip).reduce("", (all, line) -> all + "\n" + line).strip();
  }
}
