/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.List;
import java.util.Objects;

/**
 * The settings of one run, with where each came from.
 *
 * @param guard what the guard works with
 * @param record where the run leaves its flight record
 * @param values every setting of {@link Settings#EVERY}, in that order
 */
public record ResolvedSettings(
    GuardSettings guard, RecordSettings record, List<ConfiguredValue<?>> values) {

  public ResolvedSettings {
    values = List.copyOf(values);
  }

  /** What {@code setting} is; its default where nobody has resolved it. */
  @SuppressWarnings("unchecked") // a value has the type of its setting
  public <T> T get(Setting<T> setting) {
    for (ConfiguredValue<?> value : values) {
      if (value.setting() == setting) {
        return (T) Objects.requireNonNull(value.value());
      }
    }
    return setting.defaultValue();
  }
}
