/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Redactor;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that every command has. */
final class Globals {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  boolean help;

  @Option(
      names = "--color",
      paramLabel = "<auto|always|never>",
      description = "colours; auto: on a terminal, unless NO_COLOR is set")
  Host.Colour colour = Host.Colour.auto;

  @Option(
      names = {"-X", "--debug"},
      description = "show stack traces, without passwords")
  boolean debug;

  /** Keeps passwords out of what is printed, as far as they are known yet. */
  Redactor redactor = new Redactor(List.of());
}
