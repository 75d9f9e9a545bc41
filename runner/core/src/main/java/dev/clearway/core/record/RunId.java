/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/** What runs are called: in order of their beginnings, also as file names on every system. */
public final class RunId {

  private RunId() {}

  /**
   * A name for a run that begins at {@code start}: {@code 2026-11-21T00-41-07.250Z-3f9c}. A
   * migration that has nothing to do ends within the second, and the next run may begin in it.
   */
  public static String of(Instant start) {
    String second = utc(Instant.ofEpochSecond(start.getEpochSecond())).replace(':', '-');
    String millis = Integer.toString(1000 + start.getNano() / 1_000_000);
    String digits = Integer.toHexString(1 << 16 | new SplittableRandom().nextInt(1 << 16));
    return second.replace("Z", "." + millis.substring(1) + "Z-") + digits.substring(1);
  }

  /**
   * What {@link Instant#toString} says of a time in four-digit years, without the formatter: to
   * load that, and to run it for the first thousand times, costs a short run milliseconds.
   */
  static String utc(Instant time) {
    String text =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC)
            .toString();
    return text.length() == "2026-11-21T00:41".length() ? text + ":00Z" : text + "Z";
  }
}
