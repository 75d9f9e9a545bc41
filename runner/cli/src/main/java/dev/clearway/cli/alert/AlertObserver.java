/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.core.observe.RunObserver;
import dev.clearway.core.record.TimedEvent;
import java.util.Optional;

/** Sends what the rules call an alert through one channel. */
final class AlertObserver implements RunObserver {

  private final AlertRules rules;
  private final AlertChannel channel;

  AlertObserver(AlertRules rules, AlertChannel channel) {
    this.rules = rules;
    this.channel = channel;
  }

  @Override
  public void on(TimedEvent event) throws Exception {
    Optional<Alert> alert = rules.hear(event);
    if (alert.isPresent()) {
      channel.send(alert.get());
    }
  }
}
