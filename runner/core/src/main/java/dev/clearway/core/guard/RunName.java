/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        + Integer.toHexString(0x10000 | random.nextInt(0x10000)).substring(1);
  }

  /** Looked up once, and of the name service only where nobody else knows: it may be slow. */
  private static final class Host {
    static final String NAME = name();

    private static String name() {
      String name = System.getenv("HOSTNAME");
      if (name == null || name.isBlank()) {
        name = kernels();
      }
      if (name.isBlank()) {
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

    /** What Linux says; empty elsewhere. */
    private static String kernels() {
      try {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException e) {
        return "";
      }
    }
  }
}
