/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import picocli.CommandLine.Option;

/** {@code --format}, for the commands that can print JSON. */
final class Format {

  @Option(
      names = "--format",
      paramLabel = "<text|json>",
      description = "text for people, or one JSON object on standard output")
  Kind kind = Kind.text;

  boolean isJson() {
    return kind == Kind.json;
  }

  /** The words of {@code --format}. */
  enum Kind {
    text,
    json
  }
}
