/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/** What runs are called: in order of their beginnings, also as file names on every system. */
public final class RunId {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunId() {}

  /** A name for a run that begins at {@code start}: {@code 2026-11-21T00-41-07Z-3f9c}. */
  public static String of(Instant start) {
    return "%s-%04x".formatted(TIME.format(start), new SplittableRandom().nextInt(1 << 16));
  }
}
