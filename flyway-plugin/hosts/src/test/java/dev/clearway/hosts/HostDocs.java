/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the documentation tells people to copy. */
final class HostDocs {

  static final Path ROOT = Path.of(System.getProperty("clearway.root"));

  static final Path TARGET = Path.of("target").toAbsolutePath();

  private HostDocs() {}

  /** The blocks of some languages, in order. */
  static List<String> blocks(String page, String languages) throws IOException {
    return Pattern.compile("(?s)\n```(?:" + languages + ")\n(.*?)\n```")
        .matcher(Files.readString(ROOT.resolve(page)))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** The first block of a language. */
  static String block(String page, String language) throws IOException {
    return blocks(page, language).get(0);
  }
}
