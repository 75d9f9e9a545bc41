/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Shop;
import dev.clearway.cli.demo.Stage;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A migration of the shop's hot table while something is in the way: what each contender makes the
 * application wait, and when it is done.
 */
final class Stall implements Scenario {

  private final String key;
  private final String name;
  private final PostgresServer server;
  private final Stage stage;
  private final List<Contender> contenders;
  private final Map<Measure, Target> targets = new EnumMap<>(Measure.class);
  private final Map<Contender, List<Stage.Take>> takes = new EnumMap<>(Contender.class);

  Stall(String key, String name, PostgresServer server, Stage stage, Contender... contenders) {
    this.key = key;
    this.name = name;
    this.server = server;
    this.stage = stage;
    this.contenders = List.of(contenders);
  }

  Stall target(Measure measure, Target target) {
    targets.put(measure, target);
    return this;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public void round(int number) throws Exception {
    for (int i = 0; i < contenders.size(); i++) {
      measure(contenders.get((i + number) % contenders.size()));
    }
  }

  /** Measures one contender once. */
  void measure(Contender contender) throws Exception {
    try (TestDatabase database = server.createDatabase(new Shop())) {
      takesOf(contender).add(stage.measure(database, contender::migrate));
    }
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      Target target = targets.get(measure);
      if (target == null && measure == Measure.BEHIND_OBSTACLE) {
        continue;
      }
      Map<Contender, Duration> figures = new EnumMap<>(Contender.class);
      for (Contender contender : takes.keySet()) {
        figures.put(contender, median(contender, measure));
      }
      rows.add(
          new Row(
              name,
              measure.words(),
              words(figures, Contender.PLAIN),
              words(figures, Contender.LOCK_TIMEOUT),
              words(figures, Contender.CLEARWAY),
              target == null ? "" : target.words(),
              target == null || target.met().test(figures)));
    }
    return rows;
  }

  /** The median of all rounds. */
  Duration median(Contender contender, Measure measure) {
    return Figures.median(takesOf(contender).stream().map(measure::of).toList());
  }

  private List<Stage.Take> takesOf(Contender contender) {
    return takes.computeIfAbsent(contender, absent -> new ArrayList<>());
  }

  private static String words(Map<Contender, Duration> figures, Contender contender) {
    Duration figure = figures.get(contender);
    return figure == null ? "" : Figures.millis(figure);
  }
}
