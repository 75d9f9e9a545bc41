/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table lock modes by their two names. The testkit must not know core's type for them. */
final class LockModes {

  private static final List<String> NAMES =
      List.of(
          "ACCESS SHARE",
          "ROW SHARE",
          "ROW EXCLUSIVE",
          "SHARE UPDATE EXCLUSIVE",
          "SHARE",
          "SHARE ROW EXCLUSIVE",
          "EXCLUSIVE",
          "ACCESS EXCLUSIVE");

  private LockModes() {}

  /** The mode as LOCK TABLE takes it, checked because it becomes part of a statement. */
  static String inLockTable(String mode) {
    String name = mode.toUpperCase(Locale.ROOT);
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no lock mode: " + mode + "; there are " + NAMES);
    }
    return name;
  }

  /** "ACCESS SHARE" is "AccessShareLock" in pg_locks. */
  static String inPgLocks(String mode) {
    return Stream.of(inLockTable(mode).split(" "))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("", "", "Lock"));
  }
}
