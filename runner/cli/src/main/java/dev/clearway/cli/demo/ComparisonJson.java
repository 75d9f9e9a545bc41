/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.cli.demo.Comparison.Turn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comparison for programs: what follows the head of the command's JSON. */
public final class ComparisonJson {

  private ComparisonJson() {}

  /** The members, in their order. */
  public static Map<String, ?> of(Comparison comparison) {
    Scene scene = comparison.scene();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("server", comparison.server());
    json.put("script", Shop.NEXT_SCRIPT);
    json.put("statement", Shop.NEXT_SQL);
    json.put("orders", comparison.orders());
    json.put("sessions", scene.sessions());
    json.put("reportMs", scene.report().toMillis());
    json.put("columnMs", scene.column().toMillis());
    json.put(
        "runs",
        List.of(run("plain Flyway", comparison.plain()), run("Clearway", comparison.clearway())));
    return json;
  }

  private static Map<String, ?> run(String runner, Turn turn) {
    Impact impact = turn.impact();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runner", runner);
    json.put("statements", impact.statements());
    json.put("longestWaitMs", impact.longest().toMillis());
    json.put("waitsOver20Ms", impact.waits());
    json.put("sumOfWaitsMs", impact.sumOfWaits().toMillis());
    json.put("doneAfterMs", turn.doneAfter().toMillis());
    json.put("longestPerColumnMs", impact.columns().stream().map(Duration::toMillis).toList());
    return json;
  }
}
