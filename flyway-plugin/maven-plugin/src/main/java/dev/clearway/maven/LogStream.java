/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes text in UTF-8 and hands on whole lines. */
final class LogStream extends OutputStream {

  private final Consumer<String> log;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();

  LogStream(Consumer<String> log) {
    this.log = log;
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      lines.add(text);
      log.accept(text);
    } else if (b != '\r') {
      line.write(b);
    }
  }

  /** All whole lines so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
