/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.cli.faults.Recording.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which points a campaign visits. The same seed gives the same points. */
final class Plan {

  /** What happens to the connection or the server, in the proportions in which it happens here. */
  private static final List<FaultKind> OUTSIDE =
      List.of(
          FaultKind.CUT,
          FaultKind.TERMINATE,
          FaultKind.SILENCE,
          FaultKind.CUT,
          FaultKind.RESTART,
          FaultKind.REFUSE,
          FaultKind.DELAY);

  private final Campaign campaign;
  private final Random random;

  Plan(Campaign campaign, long seed) {
    this.campaign = campaign;
    this.random = new Random(seed);
  }

  /**
   * Something at every statement that changes anything, in each set, with the kinds of faults
   * taking turns; and at every statement of a migration a killed runner besides.
   */
  List<FaultPoint> all(List<MigrationSet> sets, boolean withDisk) {
    List<FaultPoint> points = new ArrayList<>();
    int turn = random.nextInt(1000);
    for (MigrationSet set : sets) {
      List<Message> messages = campaign.messages(set);
      int from = sets.indexOf(set) % 4 == 0 ? 0 : firstScript(messages);
      for (int i = from; i < messages.size(); i++) {
        Message message = messages.get(i);
        turn++;
        FaultKind kind = OUTSIDE.get(turn % OUTSIDE.size());
        points.add(point(set, i, kind, moment(turn / OUTSIDE.size() + turn)));
        if (message.commit()) {
          points.add(point(set, i, FaultKind.CUT_COMMIT, Moment.AFTER));
        }
        if (message.commit() && turn % 3 == 0) {
          points.add(point(set, i, FaultKind.KILL, moment(turn / 3)));
        }
        if (message.script()) {
          points.add(
              point(set, i, turn % 4 == 0 ? FaultKind.KILL_TWICE : FaultKind.KILL, moment(turn)));
          points.addAll(more(set, i, turn, withDisk));
        }
      }
    }
    return points;
  }

  private static int firstScript(List<Message> messages) {
    int first = 0;
    while (!messages.get(first).script()) {
      first++;
    }
    return first;
  }

  /** What takes turns at the statements of migrations. */
  private List<FaultPoint> more(MigrationSet set, int message, int turn, boolean withDisk) {
    List<FaultPoint> points = new ArrayList<>();
    switch (turn % 6) {
      case 0 -> points.add(point(set, message, FaultKind.TERM, moment(turn / 6)));
      case 1 -> points.add(point(set, message, FaultKind.INT, moment(turn / 6)));
      case 2 -> points.add(point(set, message, FaultKind.CANCEL, Moment.DURING));
      case 3 -> points.add(point(set, message, FaultKind.LOCK, Moment.BEFORE));
      case 4 -> points.add(point(set, message, FaultKind.LOCK_FOR_LONG, Moment.BEFORE));
      default -> points.add(point(set, message, FaultKind.LOCK, Moment.BEFORE));
    }
    if (withDisk) {
      points.add(point(set, message, FaultKind.DISK, Moment.BEFORE));
    }
    return points;
  }

  /** So many of them, in another order. */
  List<FaultPoint> some(List<FaultPoint> points, int count) {
    List<FaultPoint> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private FaultPoint point(MigrationSet set, int message, FaultKind kind, Moment moment) {
    return new FaultPoint(set.name(), message, kind, moment, random.nextInt(1000));
  }

  private static Moment moment(int turn) {
    return Moment.values()[Math.floorMod(turn, 3)];
  }
}
