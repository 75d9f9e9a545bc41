/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.SettingFact;

/** What a run begins with, as events. */
final class RunFacts {

  private RunFacts() {}

  static RunEvent configured(ResolvedSettings settings) {
    return new RunEvent.RunConfigured(
        settings.values().stream()
            .map(value -> new SettingFact(value.setting().key(), value.text(), value.origin()))
            .toList());
  }
}
