/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Progress for a terminal: what is done scrolls away above, the current migration is a few lines
 * below that are drawn anew in place.
 */
public final class LiveProgress extends Progress {

  private static final int MOST_BLOCKERS = 3;

  /** One less than the width, so that no terminal wraps. */
  private static final int LINE = Words.WIDTH - 1;

  private final PrintStream err;
  private final String version;
  private final Style style;
  private final boolean symbols;
  private final ScheduledExecutorService ticker;
  private int drawn;
  private long lastDrawing;

  /**
   * @param charset what the terminal reads; symbols are left out where it has none
   */
  public LiveProgress(
      PrintStream err, String version, Style style, Charset charset, LongSupplier nanos) {
    super(nanos);
    this.err = err;
    this.version = version;
    this.style = style;
    this.symbols = charset.newEncoder().canEncode("●◐○");
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "clearway-progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused = ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  private synchronized void tick() {
    draw();
  }

  @Override
  void begun(RunEvent.RunStarted started) {
    err.println(headline(version, started));
    err.println();
  }

  @Override
  void changed() {
    if (drawn == 0 || now() - lastDrawing > TimeUnit.MILLISECONDS.toNanos(100)) {
      draw();
    }
  }

  private void draw() {
    MigrationName name = current();
    if (name == null || sinceBegin().toMillis() < 100) {
      return; // what is over at once needs no drawing
    }
    List<String> lines = new ArrayList<>();
    lines.add(head(name, symbol("◐"), word(), Words.clock(sinceBegin()), attemptText()));
    switch (phase()) {
      case WAITING -> waiting(lines);
      case PAUSED, REPLICA -> lines.add("       " + detail());
      case BUILDING -> {
        RunEvent.BuildProgress build = build();
        if (build != null) {
          lines.add("       " + Words.build(build, 20, symbols));
        }
      }
      case RUNNING -> {}
    }
    if (left() > 0) {
      lines.add("  " + symbol("○") + left() + " more pending");
    }
    redraw(lines);
  }

  private String word() {
    return switch (phase()) {
      case RUNNING -> "running";
      case BUILDING -> "building";
      case WAITING, REPLICA -> "waiting";
      case PAUSED -> "pausing";
    };
  }

  private String attemptText() {
    return attempt() > 1 ? "attempt " + attempt() : "";
  }

  private void waiting(List<String> lines) {
    lines.add("       for " + String.join(", ", relations()) + "; nothing locked meanwhile");
    List<Blocker> shown = blockers().subList(0, Math.min(MOST_BLOCKERS, blockers().size()));
    for (Blocker blocker : shown) {
      lines.add("       in the way: " + Words.who(blocker) + ", " + Words.doing(blocker));
      lines.add("         " + Words.holds(blocker));
      if (blocker.query() != null) {
        lines.add("         " + blocker.query());
      }
    }
    if (blockers().size() > shown.size()) {
      lines.add("       and " + (blockers().size() - shown.size()) + " more");
    }
  }

  @Override
  void said(String text) {
    redraw(List.of());
    MigrationName name = current();
    Words.wrap(name == null ? "  " : "  " + Words.shortName(name) + "  ", text)
        .forEach(err::println);
    draw();
  }

  @Override
  void ended(RunEvent.UnitFinished finished) {
    redraw(List.of());
    String tries = attempt() > 1 ? attempt() + " attempts" : "";
    String line =
        head(
            nameOf(finished.unit()),
            symbol(finished.done() ? "●" : "✗"),
            finished.done() ? "done" : "not done",
            Words.time(finished.took()),
            tries);
    err.println(finished.done() ? style.good(line) : style.bad(line));
  }

  private String head(MigrationName name, String symbol, String word, String time, String more) {
    String title =
        name.version() == null
            ? name.description()
            : Words.shortName(name) + "  " + name.description();
    return "  %-44s  %s%-8s  %9s  %s"
        .formatted(Words.cut(title, 44), symbol, word, time, more)
        .stripTrailing();
  }

  private String symbol(String symbol) {
    return symbols ? symbol + " " : "";
  }

  /** Replaces what was drawn last by these lines. */
  private void redraw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\r\u001b[J"); // up, and clear to the end
    }
    for (String line : lines) {
      text.append(style.waiting(Words.cutLine(line, LINE))).append('\n');
    }
    drawn = lines.size();
    lastDrawing = now();
    err.print(text);
    err.flush();
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    synchronized (this) {
      redraw(List.of());
    }
  }
}
