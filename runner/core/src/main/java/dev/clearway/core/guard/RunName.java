/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.random.RandomGenerator;

/** What a run is called where others see it: its host, its process, and a number of its own. */
final class RunName {

  private static final int LONGEST_HOST = 24;

  private RunName() {}

  static String next(RandomGenerator random) {
    return Host.NAME
        + ":"
        + ProcessHandle.current().pid()
        + "."
        + String.format("%04x", random.nextInt(0x10000));
  }

  /** Looked up once: where the name service is slow, that takes a moment. */
  private static final class Host {
    static final String NAME = name();

    private static String name() {
      String name = System.getenv("HOSTNAME");
      if (name == null || name.isBlank()) {
        try {
          name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
          name = "localhost";
        }
      }
      String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
      int dot = plain.indexOf('.');
      plain = dot > 0 && !Character.isDigit(plain.charAt(0)) ? plain.substring(0, dot) : plain;
      return plain.length() > LONGEST_HOST ? plain.substring(0, LONGEST_HOST) : plain;
    }
  }
}
