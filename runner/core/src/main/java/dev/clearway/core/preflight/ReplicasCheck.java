/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.sql.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the replicas keep up, and who reads on them what the migrations lock: ACCESS EXCLUSIVE is
 * replayed there, and every query behind it waits as long as that reader is given.
 */
final class ReplicasCheck implements Check {

  static final String RULE = "replica";

  /** A replica that is further behind keeps nobody from a deploy, but is worth a look. */
  private static final Duration FAR = Duration.ofSeconds(10);

  private record Standby(boolean standby, @Nullable Duration lag, boolean paused, String delay) {}

  private record Reader(
      int pid,
      String application,
      @Nullable String role,
      String relation,
      @Nullable Duration age) {}

  private record Streaming(String name, @Nullable Duration lag) {}

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    if (situation.replicas().isEmpty()) {
      streaming(situation, report);
      return;
    }
    List<String> seen = new ArrayList<>();
    for (Replica replica : situation.replicas()) {
      seen.add(replica.label() + " " + look(replica, situation, report));
    }
    report.fact("replicas", String.join(", ", seen));
  }

  private static void streaming(Situation situation, Report report) throws SQLException {
    List<Streaming> standbys =
        situation
            .session()
            .all(
                "streaming.sql",
                row -> new Streaming(row.getString("name"), millis(row.getObject("lag_ms"))));
    for (Streaming standby : standbys) {
      if (standby.lag() != null) {
        lag(standby.name(), standby.lag(), situation, report);
      }
    }
    if (standbys.isEmpty()) {
      report.fact("replicas", "none seen");
    } else {
      Duration worst = standbys.get(0).lag();
      report.fact(
          "replicas",
          "%d, %s"
              .formatted(
                  standbys.size(),
                  worst == null ? "none behind" : "at most " + Amounts.time(worst) + " behind"));
    }
  }

  private static String look(Replica replica, Situation situation, Report report) {
    try (Connection connection = replica.source().open()) {
      Session session = new Session(connection);
      Standby standby =
          session.one(
              "replica.sql",
              row ->
                  new Standby(
                      row.getBoolean("standby"),
                      millis(row.getObject("lag_ms")),
                      row.getBoolean("paused"),
                      row.getString("delay")));
      if (!standby.standby()) {
        report.general(
            RULE,
            Severity.ERROR,
            replica.label() + " is no replica: it takes writes",
            "give the address of a standby");
        return "is no replica";
      }
      if (standby.paused()) {
        report.general(
            RULE,
            Severity.HOLD,
            "replay is paused on " + replica.label() + ": it falls behind for good",
            "SELECT pg_wal_replay_resume();  on the replica");
      } else if (standby.lag() != null) {
        lag(replica.label(), standby.lag(), situation, report);
      }
      readers(session, replica, standby, situation, report);
      return standby.lag() == null
          ? "has replayed nothing yet"
          : Amounts.time(standby.lag()) + " behind";
    } catch (SQLException e) {
      report.general(
          RULE,
          Severity.WARNING,
          "cannot ask %s (%s)".formatted(replica.label(), e.getSQLState()),
          "check its address, and that this role may connect");
      return "out of reach";
    }
  }

  private static void lag(String name, Duration lag, Situation situation, Report report) {
    Duration allowed = situation.settings().guard().maxReplicaLag();
    if (!allowed.isZero() && lag.compareTo(allowed) > 0) {
      report.general(
          RULE,
          Severity.HOLD,
          "%s is %s behind, and maxReplicaLag is %s"
              .formatted(name, Amounts.time(lag), Amounts.time(allowed)),
          "wait until it has caught up");
    } else if (lag.compareTo(FAR) > 0) {
      report.general(
          RULE,
          Severity.WARNING,
          "%s is %s behind".formatted(name, Amounts.time(lag)),
          "find out what it is busy with; --max-replica-lag makes the run wait for it");
    }
  }

  private static void readers(
      Session session, Replica replica, Standby standby, Situation situation, Report report)
      throws SQLException {
    Set<Long> exclusive =
        situation.steps().stream()
            .flatMap(step -> step.forecast().locks().stream())
            .filter(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE)
            .map(RelationLock::relation)
            .map(relation -> relation.oid())
            .collect(Collectors.toSet());
    if (exclusive.isEmpty()) {
      return;
    }
    int pid = session.one("server.sql", row -> row.getInt("pid"));
    List<Reader> readers =
        session.all(
            "replica-readers.sql",
            row ->
                new Reader(
                    row.getInt("pid"),
                    row.getString("application"),
                    row.getString("role"),
                    row.getString("relation"),
                    millis(row.getObject("age_ms"))),
            exclusive,
            pid);
    Duration old = situation.settings().guard().longTransaction();
    for (Reader reader : readers) {
      if (reader.age() != null && reader.age().compareTo(old) < 0) {
        continue;
      }
      report.general(
          RULE,
          Severity.HOLD,
          "%s%s reads %s on %s%s: replaying the lock waits for it up to %s, and all queries of that"
                  .formatted(
                      reader.application().isBlank() ? "pid " + reader.pid() : reader.application(),
                      reader.role() == null ? "" : " (" + reader.role() + ")",
                      reader.relation(),
                      replica.label(),
                      reader.age() == null ? "" : " for " + Amounts.time(reader.age()),
                      standby.delay().equals("-1") ? "for ever" : standby.delay())
              + " table there wait behind",
          "wait for it, or end it there:  SELECT pg_cancel_backend(%d);".formatted(reader.pid()));
    }
  }

  private static @Nullable Duration millis(@Nullable Object value) {
    return value instanceof Number number
        ? Duration.ofMillis(Math.max(0, Math.round(number.doubleValue())))
        : null;
  }
}
