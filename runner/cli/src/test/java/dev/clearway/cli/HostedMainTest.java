/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build tool asks for on standard input. */
class HostedMainTest {

  @TempDir private Path folder;

  private final Properties request = new Properties();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void lintInGradle() throws IOException {
    Path scripts = Files.createDirectories(folder.resolve("src/main/resources/db/migration"));
    Files.writeString(scripts.resolve("V1__a.sql"), "create table a (b int);\n");
    Files.writeString(scripts.resolve("V2__b.sql"), "create index a_b on a (b);\n");
    request.setProperty("command", "lint");
    request.setProperty("spelling", "GRADLE");
    request.setProperty("hermetic", "true");
    request.setProperty("directory", folder.toString());
    request.setProperty("answer", folder.resolve("answer.txt").toString());
  }

  private int run() throws IOException {
    StringWriter text = new StringWriter();
    request.store(text, null);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      return HostedMain.run(
          new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)),
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private String answer() throws IOException {
    return Files.readString(folder.resolve("answer.txt"));
  }

  @Test
  void looksWhereBuildsHaveTheirMigrations() throws IOException {
    assertThat(run()).isEqualTo(3);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("create-index-not-concurrent");
    assertThat(answer())
        .isEqualTo("clearway lint: there is something to change first (exit code 3)");
  }

  @Test
  void takesTheCommandsOwnArguments() throws IOException {
    request.setProperty("argument.1", "--fail-on=none");
    request.setProperty("argument.2", "--format=json");

    assertThat(run()).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{");
    assertThat(folder.resolve("answer.txt")).doesNotExist();
  }

  @Test
  void leavesOutSettingsThatTheCommandHasNoUseFor() throws IOException {
    request.setProperty("argument.1", "--fail-on=none");
    request.setProperty("setting.lockTimeout", "2s");
    request.setProperty("setting.alertOn", "failed");

    assertThat(run()).isZero();
  }

  @Test
  void whatIsInheritedIsNoMistakeWhenNobodyKnowsIt() throws IOException {
    Files.createDirectories(folder.resolve("sql"));
    Files.writeString(folder.resolve("sql").resolve("V1__a.sql"), "create table a (b int);\n");
    inherit(1, "version", "13.12.0");
    inherit(2, "locations", "filesystem:sql");

    assertThat(run()).as(err.toString(StandardCharsets.UTF_8)).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("in 1 script");
  }

  private void inherit(int number, String name, String text) {
    request.setProperty("inherited." + number + ".name", name);
    request.setProperty("inherited." + number + ".text", text);
    request.setProperty("inherited." + number + ".origin", "flyway { " + name + " }");
  }

  @Test
  void aMisspelledSettingIsNamedAsTheBuildSpellsIt() throws IOException {
    request.setProperty("command", "migrate");
    request.setProperty("setting.lokTimeout", "2s");
    request.setProperty("setting.slackWebhook", "https://hooks.example.com/hidden");

    assertThat(run()).isEqualTo(2);

    assertThat(answer())
        .contains("(exit code 2)\n")
        .contains(
            "property clearway.lokTimeout: there is no such setting; did you mean lockTimeout?");
    assertThat(answer())
        .contains("property clearway.slackWebhook: it is secret")
        .contains("CLEARWAY_SLACK_WEBHOOK")
        .doesNotContain("hidden");
  }

  @Test
  void aWrongValueIsNamedAsTheBuildSpellsItAndNothingIsExecuted() throws IOException {
    request.setProperty("command", "migrate");
    request.setProperty("setting.lockTimeout", "soon");
    request.setProperty("setting.placeholders.name", "value");
    request.setProperty("password", "hidden");

    assertThat(run()).isEqualTo(2);

    assertThat(answer())
        .contains("property clearway.lockTimeout")
        .contains("\"soon\"")
        .contains("Nothing was executed")
        .doesNotContain("hidden")
        .doesNotContain("--lock-timeout");
  }

  @Test
  void aWrongFlagOfTheCommandIsNamedAsTheBuildSpellsIt() throws IOException {
    request.setProperty("argument.1", "--fail-on=often");
    request.setProperty("argument.2", "--since=never");

    assertThat(run()).isEqualTo(2);

    assertThat(answer())
        .contains("property clearway.failOn")
        .contains("correct it in the build file")
        .doesNotContain("--");

    request.setProperty("argument.1", "--fail-on=none");
    assertThat(run()).isEqualTo(2);
    assertThat(answer()).contains("property clearway.since: git does not know never");
  }

  @Test
  void sayingNothingAboutADatabaseIsAMistakeInTheBuildsWords() throws IOException {
    request.setProperty("command", "info");

    assertThat(run()).isEqualTo(7);

    assertThat(answer()).contains("give clearway.url");
  }
}
