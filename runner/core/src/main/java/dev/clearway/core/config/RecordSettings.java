/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/**
 * Where a run leaves its flight record.
 *
 * @param recordFolder a folder, relative to the working directory; {@value #OFF} for none
 * @param recordTable whether each run is summed up in a table beside the schema history
 */
public record RecordSettings(String recordFolder, boolean recordTable) {

  /** In place of a folder: no record. */
  public static final String OFF = "off";

  /** Neither a folder nor a table. */
  public static final RecordSettings NONE = new RecordSettings(OFF, false);

  /** Whether there is to be a file. */
  public boolean hasFolder() {
    return !recordFolder.equals(OFF);
  }
}
