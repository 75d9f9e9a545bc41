/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that Clearway refuses to start with; says all that is wrong with it at once. */
public final class ConfigurationException extends RuntimeException {

  private final transient List<ConfigurationProblem> problems;

  /**
   * @param problems at least one
   */
  public ConfigurationException(List<ConfigurationProblem> problems) {
    super(
        problems.stream()
            .map(ConfigurationProblem::message)
            .collect(Collectors.joining(System.lineSeparator())));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigurationProblem> problems() {
    return problems;
  }
}
