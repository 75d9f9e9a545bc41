/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of Java Flight Recorder's has of a run. */
class JfrEventsTest {

  @TempDir Path directory;

  @Test
  void aRecordingThatBeginsInTheMiddleHasWhatComesThen() throws Exception {
    JfrEvents events = new JfrEvents();
    attempt(events, 1);
    Path file = directory.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      attempt(events, 2);
      events.close();
      recording.dump(file);
    }

    List<RecordedEvent> attempts =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("dev.clearway.Attempt"))
            .toList();
    assertThat(attempts).extracting(event -> event.getInt("number")).containsExactly(2);
    assertThat(attempts).extracting(event -> event.getString("unit")).containsExactly("V7__a.sql");
    assertThat(attempts)
        .extracting(event -> event.getDuration("longestWait"))
        .containsExactly(Duration.ofMillis(41));
  }

  private static void attempt(JfrEvents events, int number) {
    events.on(
        List.of(
            new TimedEvent(Instant.EPOCH, new RunEvent.AttemptStarted("V7__a.sql", number)),
            new TimedEvent(
                Instant.EPOCH,
                new RunEvent.AttemptFinished(
                    "V7__a.sql",
                    new Attempt(
                        number,
                        AttemptOutcome.CONTENDED,
                        "55P03",
                        Duration.ofMillis(50),
                        Duration.ZERO,
                        3,
                        Duration.ofMillis(41),
                        List.of())))));
  }
}
