/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clearway report} says to what it cannot use: exit code 2, and what to do instead. */
class ReportCommandTest {

  private static final String RUN = "2026-11-21T11-43-57.816Z-e122";

  @TempDir Path directory;

  private String sample;

  @BeforeEach
  void sample() throws IOException {
    sample =
        Files.readString(
            Path.of(System.getProperty("clearway.root"), "docs/incident-report/record.jsonl"));
  }

  private void isRun() throws IOException {
    Path folder = Files.createDirectories(directory.resolve(".clearway/runs").resolve(RUN));
    Files.writeString(folder.resolve("record.jsonl"), sample);
  }

  private void refuses(String message, String next, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "report";
    System.arraycopy(args, 0, all, 1, args.length);
    CommandRun run = CommandRun.of(directory, Map.of(), all);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().replaceAll("\\s+", " ")).contains(message).contains(next);
  }

  @Test
  void whereThereIsNoRun() throws IOException {
    refuses("no run has left a flight record yet", "there is no run in .clearway/runs");
    Files.createDirectories(directory.resolve(".clearway/runs"));
    refuses("no run has left a flight record yet", "--record-folder");
  }

  @Test
  void anUnknownRun() throws IOException {
    isRun();
    refuses(
        "no flight record can be read from .clearway/runs/nonsense: there is none",
        "the last runs in .clearway/runs are " + RUN,
        "nonsense");
    refuses("either a run or --last", "leave out one", "nonsense", "--last");
  }

  @Test
  void aRecordThatIsNone() throws IOException {
    isRun();
    Files.writeString(directory.resolve("empty"), "");
    refuses("empty: no run begins in it", RUN, "empty");
    Files.writeString(directory.resolve("head"), sample.substring(0, sample.indexOf('\n')));
    refuses("head: no run begins in it", RUN, "head");
    Files.writeString(
        directory.resolve("damaged"), sample.replaceFirst("\"type\":\"attempt-started", "{"));
    refuses("damaged:", RUN, "damaged");
    Files.writeString(
        directory.resolve("newer"), sample.replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
    refuses("newer:1: a flight record of another version: 2", RUN, "newer");
    Files.write(directory.resolve("binary"), "\u00e4".getBytes(StandardCharsets.ISO_8859_1));
    refuses("no flight record can be read from binary: it is no text", RUN, "binary");
  }

  @Test
  void aPlaceThatCannotBeWritten() throws IOException {
    isRun();
    refuses("cannot write none/r.html", "name a file in a folder", "--output=none/r.html");
    refuses("cannot write .clearway", "name a file in a folder", "--output=.clearway");
  }

  @Test
  void whatEndsInTheMiddleIsStillAReport() throws IOException {
    Files.writeString(directory.resolve("cut"), sample.substring(0, sample.length() / 2));

    CommandRun run = CommandRun.of(directory, Map.of(), "report", "cut", "--format=json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.json().get("outcome").asString()).isEqualTo("cut-off");
  }
}
