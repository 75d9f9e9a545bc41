/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Progress for a log: one line when a migration is over, and while one has to wait, one when the
 * reason changes, but at most one every ten seconds; the same reason is repeated once a minute, so
 * that nobody takes the job for dead.
 */
public final class PlainProgress extends Progress {

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration REPEAT = Duration.ofMinutes(1);

  private final PrintStream err;
  private final String version;
  private String lastReason = "";
  private long lastLine;
  private boolean anyLine;

  public PlainProgress(PrintStream err, String version, LongSupplier nanos) {
    super(nanos);
    this.err = err;
    this.version = version;
  }

  @Override
  void begun(RunEvent.RunStarted started) {
    err.println(headline(version, started));
  }

  @Override
  void changed() {
    MigrationName name = current();
    String reason = reason();
    if (name == null || reason.isEmpty()) {
      return;
    }
    String key = name.script() + reason;
    Duration since = Duration.ofNanos(now() - lastLine);
    boolean due =
        !anyLine
            || (key.equals(lastReason) ? since.compareTo(REPEAT) : since.compareTo(PAUSE)) >= 0;
    if (due) {
      anyLine = true;
      lastReason = key;
      lastLine = now();
      RunEvent.BuildProgress build = build();
      String text =
          phase() == Phase.BUILDING && build != null
              ? "builds an index: " + Words.build(build, 0, false)
              : reason;
      err.println(
          "%s %s%s"
              .formatted(
                  Words.shortName(name), text, attempt() > 1 ? ", attempt " + attempt() : ""));
    }
  }

  private String reason() {
    return switch (phase()) {
      case RUNNING -> "";
      case WAITING ->
          "waits for clearance of "
              + String.join(", ", relations())
              + (blockers().isEmpty()
                  ? ""
                  : "; in the way: "
                      + Words.who(blockers().get(0))
                      + ", "
                      + Words.holds(blockers().get(0))
                      + (blockers().size() > 1 ? " and " + (blockers().size() - 1) + " more" : ""));
      case PAUSED -> "was rolled back and pauses";
      case REPLICA -> "waits for a replica: " + detail();
      case BUILDING -> {
        RunEvent.BuildProgress build = build();
        yield build == null ? "" : "builds an index: " + build.phase();
      }
    };
  }

  @Override
  void said(String text) {
    MigrationName name = current();
    err.println((name == null ? "" : Words.shortName(name) + " ") + text);
  }

  @Override
  void ended(RunEvent.UnitFinished finished) {
    MigrationName name = nameOf(finished.unit());
    err.println(
        "%s %s %s in %s%s"
            .formatted(
                Words.shortName(name),
                name.description(),
                finished.done() ? "done" : "not done",
                Words.time(finished.took()),
                attempt() > 1 ? ", " + attempt() + " attempts" : ""));
    anyLine = false;
  }

  @Override
  public void close() {
    err.flush();
  }
}
