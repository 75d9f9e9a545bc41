/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.Setting;
import java.util.function.BiConsumer;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * One key of Flyway's that Clearway takes.
 *
 * @param setting its key without {@code flyway.}, its type, doc and whether it is secret
 * @param common whether help texts show its flag; the others work all the same
 * @param apply hands the value to Flyway
 */
public record FlywayOption<T>(
    Setting<T> setting, boolean common, BiConsumer<FluentConfiguration, T> apply) {

  public String key() {
    return setting.key();
  }

  /** {@code --out-of-order}. */
  public String flag() {
    return setting.name(NameStyle.FLAG);
  }

  /** {@code FLYWAY_OUT_OF_ORDER}. */
  public String variable() {
    return setting.name(NameStyle.ENVIRONMENT).replace("CLEARWAY_", "FLYWAY_");
  }
}
