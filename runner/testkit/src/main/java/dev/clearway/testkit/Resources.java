/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The testkit's catalogue queries, each in a file of its own. */
final class Resources {

  private Resources() {}

  static String sql(String name) {
    try (@Nullable InputStream in = Resources.class.getResourceAsStream(name + ".sql")) {
      if (in == null) {
        throw new FileNotFoundException(name + ".sql");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
