/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.WantedLock;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what the migrations want. A transaction counts as being in the way when it is older
 * than {@code longTransaction}; one whose age is hidden, when it was there at both looks.
 */
final class BlockersCheck implements Check {

  static final String RULE = "blocker";

  /**
   * A lock that a step wants, or for whose holders it waits.
   *
   * @param evictsAutovacuum whether the run sends an autovacuum away before it queues
   * @param waitsOnly the step waits for holders without queueing: nobody waits behind it
   */
  private record Want(
      Step step,
      long oid,
      String relation,
      LockMode mode,
      boolean evictsAutovacuum,
      boolean waitsOnly) {}

  /** What one transaction has in the way of one migration. */
  private static final class Obstacle {
    final Step step;
    final Set<String> relations = new LinkedHashSet<>();
    Blocker blocker;
    Severity severity;

    Obstacle(Step step, Blocker blocker, Severity severity) {
      this.step = step;
      this.blocker = blocker;
      this.severity = severity;
    }
  }

  private final Situation situation;
  private final List<Want> wants;

  private BlockersCheck(Situation situation, List<Want> wants) {
    this.situation = situation;
    this.wants = wants;
  }

  /** Takes the first look, from which on hidden ages are counted. */
  static BlockersCheck begin(Situation situation) throws SQLException {
    BlockersCheck check = new BlockersCheck(situation, wants(situation));
    check.holders();
    return check;
  }

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation now, Report report) throws SQLException {
    Map<String, List<Blocker>> holders = holders();
    Map<String, Map<String, Obstacle>> obstacles = new LinkedHashMap<>();
    Map<String, List<Blocker>> young = new LinkedHashMap<>();
    for (Want want : wants) {
      for (Blocker blocker :
          conflicting(want.mode(), holders.getOrDefault(want.relation(), List.of()))) {
        String script = want.step().migration().script();
        if (isYoung(blocker)) {
          young.computeIfAbsent(script, absent -> new ArrayList<>()).add(blocker);
          continue;
        }
        Severity severity = severity(want, blocker);
        if (severity == Severity.HOLD) {
          report.inTheWay(blocker);
        }
        Obstacle obstacle =
            obstacles
                .computeIfAbsent(script, absent -> new LinkedHashMap<>())
                .computeIfAbsent(
                    blocker.virtualTransaction() + blocker.pid(),
                    absent -> new Obstacle(want.step(), blocker, severity));
        obstacle.relations.add(blocker.relation());
        if (severity.compareTo(obstacle.severity) < 0) {
          obstacle.severity = severity;
          obstacle.blocker = blocker;
        }
      }
    }
    obstacles
        .values()
        .forEach(ofScript -> ofScript.values().forEach(obstacle -> tell(obstacle, report)));
    tellYoung(young, report);
    report.fact(
        "blockers",
        report.blockers().isEmpty()
            ? "none"
            : String.valueOf(
                report.blockers().stream()
                    .map(blocker -> blocker.virtualTransaction() + blocker.pid())
                    .distinct()
                    .count()));
  }

  private boolean isYoung(Blocker blocker) {
    return blocker.ageKnown()
        ? blocker.age().compareTo(situation.settings().guard().longTransaction()) < 0
        : blocker.age().isZero();
  }

  private static Severity severity(Want want, Blocker blocker) {
    boolean yields =
        blocker.kind() == BlockerKind.AUTOVACUUM
            || (blocker.kind() == BlockerKind.HIDDEN
                && blocker.mode() == LockMode.SHARE_UPDATE_EXCLUSIVE
                && want.mode().isStrong());
    if (yields && want.evictsAutovacuum()) {
      return Severity.NOTE;
    }
    // nobody waits behind a step that only waits, and a query that runs comes to its end
    boolean runs = "active".equals(blocker.state());
    return want.waitsOnly() && runs ? Severity.NOTE : Severity.HOLD;
  }

  private static void tell(Obstacle obstacle, Report report) {
    Blocker blocker = obstacle.blocker;
    int more = obstacle.relations.size() - 1;
    String holds =
        "%s on %s%s"
            .formatted(
                blocker.mode().catalogName(),
                blocker.relation(),
                more == 0 ? "" : " and " + more + " more");
    report.at(
        obstacle.step,
        obstacle.severity == Severity.HOLD ? RULE : "blocker-that-ends",
        obstacle.severity,
        "%s, %s, holds %s".formatted(Who.is(blocker), Who.does(blocker), holds),
        obstacle.severity == Severity.HOLD ? Who.remedy(blocker) : "");
  }

  private void tellYoung(Map<String, List<Blocker>> young, Report report) {
    young.forEach(
        (script, blockers) -> {
          long transactions =
              blockers.stream().map(b -> b.virtualTransaction() + b.pid()).distinct().count();
          Duration oldest =
              blockers.stream().map(Blocker::age).reduce(Duration.ZERO, BlockersCheck::longer);
          report.add(
              Finding.of(
                  "short-transactions",
                  Severity.NOTE,
                  script,
                  "%s in its way now, the oldest for %s: the run waits for a gap"
                      .formatted(
                          Amounts.count(
                              transactions, "short transaction is", "short transactions are"),
                          Amounts.time(oldest)),
                  ""));
        });
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** What is held of what is wanted, by relation, each mode by itself. */
  private Map<String, List<Blocker>> holders() throws SQLException {
    Set<WantedLock> wanted = new LinkedHashSet<>();
    wants.forEach(want -> wanted.add(new WantedLock(want.oid(), want.mode())));
    Map<String, List<Blocker>> holders = new HashMap<>();
    for (Blocker blocker : situation.finder().holdings(wanted, situation.server().pid())) {
      holders.computeIfAbsent(blocker.relation(), absent -> new ArrayList<>()).add(blocker);
    }
    return holders;
  }

  /** Those of the holders that a lock of this mode waits for, each with its strongest mode. */
  private static Collection<Blocker> conflicting(LockMode wanted, List<Blocker> holders) {
    Map<String, Blocker> conflicting = new LinkedHashMap<>();
    for (Blocker blocker : holders) {
      if (wanted.conflictsWith(blocker.mode())) {
        conflicting.merge(
            blocker.virtualTransaction() + blocker.pid(),
            blocker,
            (one, other) -> one.mode().compareTo(other.mode()) >= 0 ? one : other);
      }
    }
    return conflicting.values();
  }

  // ---------------------------------------------------------------- what is wanted

  private record Ancestor(long partition, long oid, String relation) {}

  private static List<Want> wants(Situation situation) throws SQLException {
    List<Want> wants = new ArrayList<>();
    List<Want> lookingUp = new ArrayList<>();
    for (Step step : situation.steps()) {
      for (RelationLock lock : step.forecast().locks()) {
        Want want = want(step, lock, lock.mode(), false);
        wants.add(want);
        if (isTable(lock.relation()) && OldSnapshotsCheck.waitsForLockers(step)) {
          wants.add(
              want(
                  step,
                  lock,
                  OldSnapshotsCheck.waits(step) ? LockMode.SHARE : LockMode.ACCESS_EXCLUSIVE,
                  true));
        }
        if (looksUpBounds(step.command(), lock)) {
          lookingUp.add(want);
        }
      }
    }
    if (!lookingUp.isEmpty()) {
      Map<Long, List<Ancestor>> ancestors = ancestors(situation.session(), lookingUp);
      for (Want want : lookingUp) {
        for (Ancestor ancestor : ancestors.getOrDefault(want.oid(), List.of())) {
          wants.add(
              new Want(
                  want.step(),
                  ancestor.oid(),
                  ancestor.relation(),
                  LockMode.ACCESS_SHARE,
                  false,
                  false));
        }
      }
    }
    return wants;
  }

  private static Want want(Step step, RelationLock lock, LockMode mode, boolean waitsOnly) {
    Relation relation = lock.relation();
    return new Want(
        step,
        relation.oid(),
        relation.qualifiedName(),
        mode,
        relation.lockable() && mode.conflictsWith(LockMode.SHARE_UPDATE_EXCLUSIVE),
        waitsOnly);
  }

  private static boolean isTable(Relation relation) {
    return relation.kind().isTable() || relation.kind() == RelationKind.MATERIALIZED_VIEW;
  }

  private static Map<Long, List<Ancestor>> ancestors(Session session, List<Want> partitions)
      throws SQLException {
    Map<Long, List<Ancestor>> ancestors = new HashMap<>();
    for (Ancestor ancestor :
        session.all(
            "ancestors.sql",
            row ->
                new Ancestor(
                    row.getLong("partition"), row.getLong("oid"), row.getString("relation")),
            partitions.stream().map(Want::oid).distinct().toList())) {
      ancestors.computeIfAbsent(ancestor.partition(), absent -> new ArrayList<>()).add(ancestor);
    }
    return ancestors;
  }

  /**
   * Whether a query looks up the bounds of a partition, with ACCESS SHARE on all tables above: to
   * choose among partitions of its own, and to check new rows. The forecast leaves that out,
   * because no application notices.
   */
  private static boolean looksUpBounds(SqlCommand command, RelationLock lock) {
    Query query = query(command);
    return query != null
        && !lock.isStrong()
        && isTable(lock.relation())
        && (lock.relation().kind() == RelationKind.PARTITIONED_TABLE
            || (lock.mode() == LockMode.ROW_EXCLUSIVE && query.kind() != Query.Kind.DELETE));
  }

  private static @Nullable Query query(SqlCommand command) {
    if (command instanceof SqlCommand.Data data) {
      return data.query();
    }
    if (command instanceof SqlCommand.CreateTableAs create) {
      return create.query();
    }
    if (command instanceof SqlCommand.CreateView create && create.materialized()) {
      return create.query();
    }
    return command instanceof SqlCommand.Copy copy && !copy.from() ? copy.query() : null;
  }
}
