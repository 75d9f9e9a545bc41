/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names and passwords that nobody else uses. */
final class Names {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Names() {}

  /** A name that needs no quotes in SQL when its prefix does not. */
  static String unique(String prefix) {
    return prefix + "_" + hex(6);
  }

  static String password() {
    return hex(16);
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
