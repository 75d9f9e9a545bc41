/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A preflight of many migrations on a database of many tables, partitions and held locks: how long
 * it takes from the start of the program to its end, the JVM's own start left out, and how many
 * connections it opens.
 */
final class PreflightTime implements Scenario {

  private static final Duration ALLOWED = Duration.ofSeconds(2);

  private static final Pattern TOOK = Pattern.compile("took (\\d+) exit (\\d+)");

  private final Crowd size;
  private final EmbeddedServer server;
  private final Path migrations;
  private final List<Duration> took = new ArrayList<>();
  private @Nullable TestDatabase database;
  private long mostSessions;

  /**
   * @param migrations an empty directory
   */
  PreflightTime(Crowd size, EmbeddedServer server, Path migrations) {
    this.size = size;
    this.server = server;
    this.migrations = migrations;
  }

  @Override
  public String key() {
    return "preflight";
  }

  @Override
  public void round(int number) throws Exception {
    TestDatabase crowd = database();
    Path output = Files.createTempFile("clearway-bench", ".json");
    try (Connection holder = crowd.connect("holder");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute(size.locking());
      long before = sessions(crowd);
      ChildJvm.Ended ended =
          ChildJvm.run(
              ChildJvm.classPath(),
              // as the launcher starts it
              List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
              PreflightMain.class,
              List.of(
                  output.toString(),
                  "preflight",
                  "--format=json",
                  "--url=" + crowd.jdbcUrl(),
                  "--user=" + crowd.user(),
                  "--locations=filesystem:" + migrations),
              Map.of("PGPASSWORD", crowd.password()));
      mostSessions = Math.max(mostSessions, sessions(crowd) - before);
      Matcher matcher = TOOK.matcher(ended.output());
      if (!matcher.find() || !matcher.group(2).equals("4")) {
        throw new IOException("not HOLD: " + ended.output() + Files.readString(output));
      }
      took.add(Duration.ofMillis(Long.parseLong(matcher.group(1))));
      holder.rollback();
    } finally {
      Files.delete(output);
    }
  }

  /** How many sessions of a database the server's log has seen begin. */
  private long sessions(TestDatabase crowd) {
    String line = "connection authorized: .*database=" + crowd.name();
    return Pattern.compile(line).matcher(server.log()).results().count();
  }

  /** Made once: nobody writes to it. */
  private TestDatabase database() throws Exception {
    TestDatabase made = database;
    if (made == null) {
      size.writeMigrations(migrations);
      made = server.createDatabase(size);
      database = made;
    }
    return made;
  }

  @Override
  public List<Row> rows() {
    String name = "preflight of " + size.migrations() + " migrations; " + size.words();
    Duration median = Figures.median(took);
    return List.of(
        new Row(
            name,
            "inside the process",
            "",
            "",
            Figures.millis(median),
            "≤ 2 s",
            median.compareTo(ALLOWED) <= 0),
        new Row(name, "connections", "", "", String.valueOf(mostSessions), "1", mostSessions == 1));
  }
}
