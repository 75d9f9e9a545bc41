/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.faults.PointResult.Effect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The whole fault campaign: {@code mvn -Pfaults verify}. It prints its table, and leaves it in
 * docs/reliability.md. {@code -Dclearway.faults.seed=} chooses other points, {@code
 * -Dclearway.faults.point=} runs only those that it names, {@code -Dclearway.faults.sets=} only
 * those of some sets; neither of the last two writes the table. {@code -Dclearway.faults.minutes=}
 * ends it before it has visited all points, in an order that the seed decides.
 */
@Tag("faults")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class FaultCampaignTest {

  private static final int AT_LEAST = 500;
  private static final String BEGIN = "<!-- campaign: what follows is written by it -->\n";
  private static final String END = "<!-- campaign: end -->";

  private static Campaign campaign;

  @BeforeAll
  static void startServer() throws Exception {
    campaign = new Campaign();
  }

  @AfterAll
  static void stopServer() throws Exception {
    campaign.close();
  }

  @Test
  void nothingIsLostAndNothingIsDoneTwice() throws Exception {
    long seed = Long.getLong("clearway.faults.seed", 1);
    String named = System.getProperty("clearway.faults.point", "");
    String chosen = System.getProperty("clearway.faults.sets", "");
    boolean whole = named.isEmpty() && chosen.isEmpty();
    long began = System.nanoTime();
    System.out.println("Fault campaign, -Dclearway.faults.seed=" + seed);

    List<MigrationSet> sets =
        chosen.isEmpty()
            ? MigrationSet.all()
            : Arrays.stream(chosen.split(",")).map(MigrationSet::named).toList();
    List<FaultPoint> points =
        named.isEmpty()
            ? new Plan(campaign, seed).all(sets, campaign.hasDisk())
            : Arrays.stream(named.split(",")).map(FaultPoint::parse).toList();
    if (named.isEmpty()) {
      points = new Plan(campaign, seed).some(points, points.size());
    }
    if (named.isEmpty() && Run.ignoresInterrupts()) {
      System.out.println("No SIGINT: it is ignored here, as this was started in the background.");
      points = points.stream().filter(point -> point.kind() != FaultKind.INT).toList();
    }
    Duration limit = Duration.ofMinutes(Integer.getInteger("clearway.faults.minutes", 999));
    List<PointResult> results = new ArrayList<>();
    for (FaultPoint point : points) {
      if (Duration.ofNanos(System.nanoTime() - began).compareTo(limit) > 0) {
        break;
      }
      PointResult result = campaign.run(point);
      results.add(result);
      System.out.printf(
          "%5d ms  %s  %s%s%n",
          result.millis(),
          point,
          result.exitCodes(),
          (result.effect() == Effect.FELT ? "" : "  " + result.effect())
              + (result.good() ? "" : "  NOT GOOD"));
      if (!result.good() || !named.isEmpty()) {
        System.out.println(result.story());
      }
    }
    List<PointResult> together = new ArrayList<>();
    if (named.isEmpty()) {
      for (int i = 0; i < sets.size(); i += 4) {
        together.add(campaign.together(sets.get(i), 10));
      }
    }

    Duration took = Duration.ofNanos(System.nanoTime() - began);
    String report = report(results, points.size(), together, seed, took);
    System.out.println(report);
    if (whole) {
      write(report);
      assertThat(results).filteredOn(PointResult::felt).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }
    List<PointResult> all = new ArrayList<>(results);
    all.addAll(together);
    assertThat(all.stream().filter(result -> !result.good()).map(PointResult::story)).isEmpty();
  }

  private static String report(
      List<PointResult> results, int points, List<PointResult> together, long seed, Duration took) {
    Map<Effect, Long> effects =
        results.stream().collect(Collectors.groupingBy(PointResult::effect, Collectors.counting()));
    return String.format(
        Locale.ROOT,
        """
        Seed %d, %d of %d points in %d minutes.

        %s
        At %d of these points the server was held in the middle of the statement. Not counted are %d points at which \
        there was room on the full disk for what the statement needed, and %d whose statement was not sent.

        From SIGTERM or SIGINT to the end of the process it took %d ms at most.

        Ten runners at once, once for every fourth set: %d of %d sets were applied once and are as they should be; %d of %d \
        processes ended with an exit code other than 0.
        """,
        seed,
        results.size(),
        points,
        took.toMinutes(),
        FaultTable.of(results),
        effects.getOrDefault(Effect.INSIDE, 0L),
        effects.getOrDefault(Effect.NOT_FELT, 0L),
        effects.getOrDefault(Effect.NOT_REACHED, 0L),
        results.stream().mapToLong(PointResult::signalMillis).max().orElse(0),
        together.stream().filter(PointResult::good).count(),
        together.size(),
        together.stream()
            .flatMap(result -> result.exitCodes().stream())
            .filter(code -> code != 0)
            .count(),
        together.stream().mapToLong(result -> result.exitCodes().size()).sum());
  }

  private static void write(String report) throws Exception {
    Path page = Path.of(System.getProperty("clearway.root"), "docs", "reliability.md");
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    assertThat(from).as(page + " has no place for the table").isNotNegative();
    Files.writeString(
        page, text.substring(0, from) + BEGIN + "\n" + report + "\n" + text.substring(to));
  }
}
