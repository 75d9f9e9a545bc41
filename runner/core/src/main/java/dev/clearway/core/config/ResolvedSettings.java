/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.List;

/**
 * The settings of one run, with where each came from.
 *
 * @param guard what the guard works with
 * @param values every setting of {@link Settings#ALL}, in that order
 */
public record ResolvedSettings(GuardSettings guard, List<ConfiguredValue<?>> values) {

  public ResolvedSettings {
    values = List.copyOf(values);
  }
}
