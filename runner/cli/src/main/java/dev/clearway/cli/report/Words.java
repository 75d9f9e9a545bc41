/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.preflight.Amounts;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How times, migrations and sessions are put into words. */
public final class Words {

  /** What fits on the narrowest terminal that we write for. */
  static final int WIDTH = 80;

  private Words() {}

  /** {@code 38 ms}, {@code 4.1 s}, {@code 31 s}, {@code 5 min 12 s}, {@code 2 h 5 min}. */
  public static String time(Duration time) {
    return Amounts.time(time);
  }

  /** A running clock: {@code 0:12}, {@code 12:05}, {@code 1:02:05}. */
  static String clock(Duration time) {
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** {@code 1 migration}, {@code 3 migrations}. */
  public static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  /** {@code V20}; a repeatable migration by its script. */
  public static String shortName(MigrationName name) {
    return name.version() == null ? name.script() : "V" + name.version();
  }

  /** Who it is: {@code nightly_report (app_ro) from 10.2.0.7}. */
  public static String who(Blocker blocker) {
    StringBuilder who = new StringBuilder(BlockerWords.name(blocker));
    if (blocker.user() != null) {
      who.append(" (").append(blocker.user()).append(')');
    }
    if (blocker.client() != null) {
      who.append(" from ").append(blocker.client());
    }
    return who.toString();
  }

  /** What it does: {@code idle in transaction 5 min 12 s}. */
  public static String doing(Blocker blocker) {
    String since = (blocker.ageKnown() ? "" : "at least ") + time(blocker.age());
    return blocker.state() == null ? "for " + since : blocker.state() + " " + since;
  }

  /** What it holds: {@code AccessShareLock on public.orders}. */
  public static String holds(Blocker blocker) {
    return blocker.mode().catalogName() + " on " + blocker.relation();
  }

  /** Whose snapshots a concurrent command waits for. */
  public static String snapshots(List<OldSnapshot> snapshots) {
    OldSnapshot first = snapshots.get(0);
    return count(snapshots.size(), "old snapshot")
        + ": "
        + (first.application().isBlank() ? "pid " + first.pid() : first.application())
        + (first.user() == null ? "" : " (" + first.user() + ")")
        + (first.state() == null ? "" : ", " + first.state())
        + (first.age() == null ? "" : " " + time(first.age()))
        + (snapshots.size() > 1 ? ", and " + (snapshots.size() - 1) + " more" : "");
  }

  /**
   * How far an index build is: {@code building index: scanning table 62 %}.
   *
   * @param bar how wide a bar of the share is; 0 for none
   */
  static String build(RunEvent.BuildProgress build, int bar, boolean symbols) {
    StringBuilder text = new StringBuilder(build.phase());
    if (build.waitsFor() != 0) {
      text.append(", for pid ").append(build.waitsFor());
    }
    if (build.total() > 0) {
      double share = Math.min(1, (double) build.done() / build.total());
      if (bar > 0) {
        int full = (int) Math.round(share * bar);
        text.append("  ")
            .append((symbols ? "█" : "#").repeat(full))
            .append((symbols ? "░" : ".").repeat(bar - full));
      }
      text.append("  ").append((int) (share * 100)).append(" %");
    }
    return text.toString();
  }

  /** The text on one line, cut with a dot-dot-dot where it is longer. */
  public static String cut(String text, int width) {
    return cutLine(text.replaceAll("\\s+", " ").strip(), width);
  }

  /** The line, blanks and all, cut with a dot-dot-dot where it is longer. */
  static String cutLine(String line, int width) {
    return line.length() <= width ? line : line.substring(0, width - 3) + "...";
  }

  /**
   * The text in lines of at most {@link #WIDTH} characters, broken at blanks.
   *
   * @param first what the first line begins with; the others are indented as far
   */
  static List<String> wrap(String first, String text) {
    List<String> lines = new ArrayList<>();
    String stripped = text.strip();
    String[] paragraphs =
        stripped.indexOf('\n') < 0 ? new String[] {stripped} : stripped.split("\\R", -1);
    for (String paragraph : paragraphs) {
      StringBuilder line = new StringBuilder(lines.isEmpty() ? first : " ".repeat(first.length()));
      boolean empty = true;
      for (String word : paragraph.split(" ", -1)) {
        if (!empty && line.length() + 1 + word.length() > WIDTH) {
          lines.add(line.toString());
          line = new StringBuilder(" ".repeat(first.length()));
          empty = true;
        }
        line.append(empty ? "" : " ").append(word);
        empty = false;
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
