/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a flight recorder has written, read again.
 *
 * @param run names it
 * @param events in their order
 * @param whole whether the run came to its end; if not, the runner was killed
 */
public record FlightRecord(String run, List<TimedEvent> events, boolean whole) {

  /** The file in a run's folder. */
  static final String FILE = "record.jsonl";

  private static final Pattern RUN =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}Z-[0-9a-f]{4}");

  public FlightRecord {
    events = List.copyOf(events);
  }

  /**
   * Reads a record.
   *
   * @param path its file, or the folder that has it
   * @throws IOException if it cannot be read, or is none; a last line that was cut off is passed
   *     over
   */
  public static FlightRecord read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    RecordLines lines = new RecordLines();
    List<TimedEvent> events = new ArrayList<>();
    String run = "";
    boolean whole = false;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      for (int number = 1; line != null; number++) {
        String next = reader.readLine();
        try {
          TimedEvent event = lines.read(line);
          if (event != null) {
            events.add(event);
            whole = event.event() instanceof RunEvent.RunFinished;
            if (event.event() instanceof RunEvent.RunStarted started) {
              run = started.run();
            }
          }
        } catch (RuntimeException e) {
          if (next != null || number == 1) {
            throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
          }
        }
        line = next;
      }
    }
    if (run.isEmpty()) {
      throw new IOException(file + ": no run begins in it");
    }
    return new FlightRecord(run, events, whole);
  }

  /**
   * The runs that have a record in {@code folder}, the oldest first; empty where there is no such
   * folder.
   */
  public static List<Path> runs(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> RUN.matcher(String.valueOf(path.getFileName())).matches())
          .filter(path -> Files.exists(path.resolve(FILE)))
          .sorted(Comparator.comparing(path -> String.valueOf(path.getFileName())))
          .toList();
    }
  }

  /** The events of one kind, in their order. */
  public <E extends RunEvent> List<E> of(Class<E> type) {
    return events.stream().map(TimedEvent::event).filter(type::isInstance).map(type::cast).toList();
  }

  /** How the run ended; empty where the runner was killed. */
  public Optional<RunResult> result() {
    return of(RunEvent.RunFinished.class).stream().map(RunEvent.RunFinished::result).findFirst();
  }

  /** How the run began; null in a record that is cut off before it. */
  public RunEvent.@Nullable RunStarted started() {
    List<RunEvent.RunStarted> started = of(RunEvent.RunStarted.class);
    return started.isEmpty() ? null : started.get(0);
  }
}
