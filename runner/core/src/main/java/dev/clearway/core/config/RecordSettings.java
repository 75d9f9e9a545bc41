/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/**
 * What a run leaves behind.
 *
 * @param recordFolder a folder, relative to the working directory; {@value #OFF} for none
 * @param recordTable whether each run is summed up in a table beside the schema history
 * @param sensitiveFolder a folder for texts with all data in them; {@value #OFF} for none
 */
public record RecordSettings(String recordFolder, boolean recordTable, String sensitiveFolder) {

  /** In place of a folder: none. */
  public static final String OFF = "off";

  /** Nothing at all. */
  public static final RecordSettings NONE = new RecordSettings(OFF, false, OFF);

  /** Whether there is to be a flight record. */
  public boolean hasFolder() {
    return !recordFolder.equals(OFF);
  }

  /** Whether texts with data in them are to be kept, beside the record and apart from it. */
  public boolean hasSensitiveFolder() {
    return !sensitiveFolder.equals(OFF);
  }
}
