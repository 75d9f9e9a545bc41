/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the documentation tells people to copy is what is tested. */
class HostDocsTest {

  /** Each block of the page is part of a file of the samples, but for what it is indented by. */
  @ParameterizedTest
  @CsvSource({
    "README.md, xml, 1, src/it",
    "docs/spring-boot.md, xml|java|yaml, 5, src/it",
    "docs/pipelines/README.md, xml, 2, src/it",
    "docs/maven.md, xml, 2, ../maven-plugin/src/it",
    "docs/gradle.md, groovy, 2, ../gradle-plugin/src/it"
  })
  void comesFromATestedProject(String page, String languages, int blocks, Path projects)
      throws IOException {
    StringBuilder tested = new StringBuilder();
    try (Stream<Path> files = Files.walk(projects)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tested.append("\n").append(notIndented(Files.readString(file)));
      }
    }
    List<String> told = HostDocs.blocks(page, languages);
    assertThat(told).hasSize(blocks);
    for (String block : told) {
      assertThat(tested).contains("\n" + notIndented(block));
    }
  }

  private static String notIndented(String text) {
    return text.lines().map(String::strip).reduce("", (all, line) -> all + "\n" + line).strip();
  }
}
