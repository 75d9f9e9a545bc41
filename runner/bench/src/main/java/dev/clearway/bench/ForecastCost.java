/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmark of the forecast. Parser and forecast alone have a target. */
final class ForecastCost implements Scenario {

  private static final int LEAST_PER_SECOND = 20_000;

  private final Map<String, List<Double>> micros = new TreeMap<>();

  @Override
  public String key() {
    return "forecast";
  }

  @Override
  public void round(int number) throws Exception {
    var options =
        new OptionsBuilder()
            .include("\\.ForecastBenchmark\\.")
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    for (RunResult result : new Runner(options).run()) {
      micros
          .computeIfAbsent(result.getPrimaryResult().getLabel(), absent -> new ArrayList<>())
          .add(result.getPrimaryResult().getScore());
    }
  }

  @Override
  public List<Row> rows() {
    double alone = Figures.median(micros.getOrDefault("parseAndForecastAlone", List.of()));
    double perSecond = alone == 0 ? 0 : 1e6 / alone;
    return List.of(
        row("parse", "parse"),
        row("parseAndForecast", "parse, ask the catalog, forecast"),
        new Row(
            "statements of migrations, warm",
            "parse and forecast, no server",
            "",
            "",
            Figures.format("%,.0f/s", perSecond),
            Figures.format("≥ %,d/s", LEAST_PER_SECOND),
            perSecond >= LEAST_PER_SECOND));
  }

  private Row row(String benchmark, String measure) {
    double median = Figures.median(micros.getOrDefault(benchmark, List.of()));
    return new Row(
        "one ALTER TABLE, warm", measure, "", "", Figures.format("%,.0f µs", median), "", true);
  }
}
