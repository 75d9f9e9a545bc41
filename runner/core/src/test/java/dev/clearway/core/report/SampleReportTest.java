/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.record.FlightRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sample in the docs is what this version makes of the flight record beside it. */
class SampleReportTest {

  private final Path folder =
      Path.of(System.getProperty("clearway.root"), "docs", "incident-report");

  private IncidentReport report;

  @BeforeEach
  void read() throws IOException {
    report =
        IncidentReport.of(
            FlightRecord.read(folder.resolve("record.jsonl")), ZoneId.of("Europe/Berlin"));
  }

  @Test
  void asMarkdownAndAsJson() throws IOException {
    assertThat(MarkdownReport.of(report))
        .isEqualToNormalizingNewlines(Files.readString(folder.resolve("sample.md")));
    assertThat(JsonReport.of(report))
        .isEqualToIgnoringNewLines(Files.readString(folder.resolve("sample.json")));
  }

  @Test
  void everyTextOfOthersIsEscaped() throws IOException {
    Path hostile = Files.createTempFile("record", ".jsonl");
    try {
      Files.writeString(
          hostile,
          Files.readString(folder.resolve("record.jsonl"))
              .replace("nightly_report", "<script>alert(1)</script> | [x](http://y) `z`"));
      IncidentReport attacked = IncidentReport.of(FlightRecord.read(hostile), ZoneId.of("UTC"));

      assertThat(HtmlReport.of(attacked))
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert");
      assertThat(MarkdownReport.of(attacked).replaceAll("(?s)```text.*?```", ""))
          .contains("\\<script\\>")
          .doesNotContain("[x](");
      assertThat(Issues.of(attacked, Issues.Tracker.GITHUB, "l", "")).doesNotContain("<script");
    } finally {
      Files.delete(hostile);
    }
  }

  @Test
  void aRecordThatIsCutOffGivesAReportToo() throws IOException {
    String text = Files.readString(folder.resolve("record.jsonl"));
    Path cut = Files.createTempFile("record", ".jsonl");
    try {
      Files.writeString(cut, text.substring(0, text.length() * 2 / 3));

      IncidentReport half = IncidentReport.of(FlightRecord.read(cut), ZoneId.of("UTC"));

      assertThat(half.outcome()).isEqualTo("cut-off");
      assertThat(half.data().gaps()).isTrue();
      assertThat(half.title()).endsWith("was cut off");
    } finally {
      Files.delete(cut);
    }
  }

  @Test
  void theSumsAgree() {
    IncidentReport.Impact impact = report.impact();
    assertThat(impact.applications().stream().mapToInt(IncidentReport.Share::waits).sum())
        .isEqualTo(impact.waits());
    assertThat(
            impact.tables().stream()
                .map(IncidentReport.Share::total)
                .reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(impact.total());
    assertThat(
            impact.tables().stream()
                .map(IncidentReport.Share::longest)
                .max(Comparator.naturalOrder()))
        .contains(impact.longest());
    assertThat(report.timeline())
        .isSortedAccordingTo(Comparator.comparing(IncidentReport.Moment::at));
  }
}
