/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.SqlResource;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own functions that are immutable or stable, for where there is no server to ask.
 * Read when it is first needed.
 */
final class SteadyFunctions {

  static final Set<String> NAMES =
      SqlResource.load(SteadyFunctions.class, "steady-functions.txt")
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ", -1)))
          .collect(Collectors.toUnmodifiableSet());

  private SteadyFunctions() {}
}
