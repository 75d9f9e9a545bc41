/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.faults.Recording.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A round of the fault campaign that is small enough for every build: always the same points,
 * unless {@code -Dclearway.faults.seed} says otherwise. All of it is {@link FaultCampaignTest}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class FaultRoundTest {

  private static final int POINTS = 10;

  private static Campaign campaign;

  @BeforeAll
  static void startServer() throws Exception {
    campaign = new Campaign();
  }

  @AfterAll
  static void stopServer() throws Exception {
    campaign.close();
  }

  private static List<PointResult> run(List<FaultPoint> points) throws Exception {
    List<PointResult> results = new ArrayList<>();
    for (FaultPoint point : points) {
      PointResult result = campaign.run(point);
      assertThat(result.good()).as(result::story).isTrue();
      results.add(result);
    }
    return results;
  }

  private static int firstStatement(MigrationSet set, String beginning) {
    List<Message> messages = campaign.messages(set);
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).text().startsWith(beginning)) {
        return i;
      }
    }
    throw new IllegalArgumentException(set + " has no " + beginning);
  }

  @Test
  void whateverHappensToTheConnectionOrTheServerTheWorkIsDoneOnce() throws Exception {
    Plan plan = new Plan(campaign, Long.getLong("clearway.faults.seed", 1));
    List<MigrationSet> sets =
        Stream.of("concurrent", "mixed", "outside", "transactional")
            .map(MigrationSet::named)
            .toList();
    List<FaultPoint> points =
        plan.some(
            plan.all(sets, false).stream().filter(p -> !p.kind().needsProcess()).toList(), POINTS);

    List<PointResult> results = run(points);

    assertThat(results).filteredOn(PointResult::felt).hasSameSizeAs(points);
  }

  @Test
  void aKilledRunnerIsFollowedByOneThatGoesOn() throws Exception {
    MigrationSet mixed = MigrationSet.named("mixed");
    MigrationSet transactional = MigrationSet.named("transactional");
    int insert = firstStatement(mixed, "INSERT INTO journal");
    int build = firstStatement(mixed, "CREATE INDEX CONCURRENTLY");
    int row = firstStatement(transactional, "INSERT INTO \"public\".\"flyway_schema_history\"");

    List<PointResult> results =
        run(
            List.of(
                new FaultPoint("mixed", insert, FaultKind.KILL, Moment.AFTER, 1),
                new FaultPoint("mixed", build, FaultKind.KILL, Moment.DURING, 1),
                new FaultPoint("transactional", row + 1, FaultKind.KILL, Moment.AFTER, 1)));

    assertThat(results).allMatch(result -> result.exitCodes().equals(List.of(137, 0)));
  }

  @Test
  void runnersThatStartAtOnceApplyEverythingOnce() throws Exception {
    PointResult result = campaign.together(MigrationSet.named("transactional"), 5);

    assertThat(result.good()).as(result::story).isTrue();
    assertThat(result.exitCodes()).hasSize(5).containsOnly(0);
  }
}
