/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.core.lock.BlockerFinder;
import dev.clearway.core.lock.LockTreeReader;
import dev.clearway.core.lock.SideConnection;
import dev.clearway.core.lock.WantedLock;
import dev.clearway.core.sql.LockMode;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server spends when it is asked five times a second who is in the way, on a database with
 * many tables and locks: as {@code migrate} asks while it waits for a table with partitions, and as
 * {@code clearway blockers --watch} does.
 */
final class SamplingCost implements Scenario {

  private static final Duration EVERY = Duration.ofMillis(200);

  private final Crowd size;
  private final PostgresServer server;
  private final Duration length;
  private final List<Double> finder = new ArrayList<>();
  private final List<Double> tree = new ArrayList<>();
  private @Nullable TestDatabase database;

  /**
   * @param length how long each is measured
   */
  SamplingCost(Crowd size, PostgresServer server, Duration length) {
    this.size = size;
    this.server = server;
    this.length = length;
  }

  @Override
  public String key() {
    return "sampling";
  }

  /** One look. */
  @FunctionalInterface
  private interface Look {
    void look() throws Exception;
  }

  @Override
  public void round(int number) throws Exception {
    TestDatabase crowd = database();
    List<WantedLock> wanted = new ArrayList<>();
    for (String oid :
        crowd.queryStrings(
            "select relid::oid::text from pg_partition_tree('events')"
                + " union all select 't1'::regclass::oid::text")) {
      wanted.add(new WantedLock(Long.parseLong(String.valueOf(oid)), LockMode.ACCESS_EXCLUSIVE));
    }
    try (Connection holder = crowd.connect("holder");
        Statement statement = holder.createStatement();
        SideConnection side = new SideConnection(crowd::connect)) {
      holder.setAutoCommit(false);
      statement.execute(size.locking());
      BlockerFinder blockers = new BlockerFinder(side, System::nanoTime);
      LockTreeReader reader = new LockTreeReader(side);
      finder.add(
          measure(
              side,
              () -> {
                if (blockers.holders(wanted).isEmpty()) {
                  throw new IllegalStateException("the holder was not found");
                }
              }));
      tree.add(measure(side, reader::read));
      holder.rollback();
    }
  }

  /** Percent of one core, of the session that looks. */
  private double measure(SideConnection side, Look look) throws Exception {
    look.look();
    int pid = side.use(session -> TestDatabase.pid(session.connection()));
    List<ProcessHandle> backend = List.of(ProcessHandle.of(pid).orElseThrow());
    long before = ProcessorTime.millis(backend);
    long start = System.nanoTime();
    long next = start;
    while (System.nanoTime() - start < length.toNanos()) {
      look.look();
      next += EVERY.toNanos();
      Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
    }
    double wall = (System.nanoTime() - start) / 1e6;
    return 100 * (ProcessorTime.millis(backend) - before) / wall;
  }

  /** Made once: nobody writes to it. */
  private TestDatabase database() throws Exception {
    TestDatabase made = database;
    if (made == null) {
      made = server.createDatabase(size);
      database = made;
    }
    return made;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        row("who is in the way of a table with partitions", Figures.median(finder)),
        row("the whole tree, as blockers --watch", Figures.median(tree)));
  }

  private Row row(String measure, double percent) {
    return new Row(
        "looking for blockers at 5 Hz; " + size.words(),
        measure,
        "",
        "",
        Figures.format("%.1f %% of one core", percent),
        "≤ 3 %",
        percent <= 3);
  }
}
