/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/** When traces and metrics of a run are exported. */
public enum OpenTelemetryUse {
  /** Where the environment says where to. */
  AUTO,
  ON,
  OFF
}
