/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.BlockerFinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the checks look at.
 *
 * @param tables what is known of the relations that the steps lock, by oid
 * @param traffic of those, by oid; empty where it was not sampled
 */
record Situation(
    Session session,
    PreflightSettings settings,
    ServerFacts server,
    MigrationPlan plan,
    List<Step> steps,
    Map<Long, TableFacts> tables,
    Map<Long, Traffic> traffic,
    BlockerFinder finder,
    List<Replica> replicas) {

  Situation with(Map<Long, Traffic> sampled) {
    return new Situation(session, settings, server, plan, steps, tables, sampled, finder, replicas);
  }

  /** The steps of each migration that has some, in their order. */
  Stream<List<Step>> byMigration() {
    return steps.stream()
        .collect(
            Collectors.groupingBy(
                step -> step.migration().script(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream();
  }
}
