/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.observe.RunObserver;
import dev.clearway.core.observe.RunObserverFactory;
import dev.clearway.core.record.RunEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Adds a line for each attempt to the file that the property audit.log names. */
public final class AuditLog implements RunObserverFactory {

  @Override
  public String name() {
    return "audit log";
  }

  @Override
  public @Nullable RunObserver observe(String run) {
    String file = System.getProperty("audit.log");
    if (file == null) {
      return null;
    }
    return timed -> {
      if (timed.event() instanceof RunEvent.AttemptFinished finished) {
        String line =
            "%s %s %s: attempt %d %s%n"
                .formatted(
                    timed.at(),
                    run,
                    finished.unit(),
                    finished.attempt().number(),
                    finished.attempt().outcome());
        Files.writeString(
            Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    };
  }
}
