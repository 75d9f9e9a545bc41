/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Which Clearway this is. */
final class Version {

  private Version() {}

  /** Such as {@code 0.1.0}. */
  static String number() {
    // of the jar; quicker than a resource
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? ofResource() : packaged;
  }

  private static String ofResource() {
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
