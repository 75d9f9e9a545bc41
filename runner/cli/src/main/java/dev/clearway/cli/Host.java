/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Style;
import dev.clearway.cli.setup.Surroundings;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The process that a command runs in, as far as commands see it.
 *
 * @param out for what was asked for
 * @param err for progress and for what went wrong
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param charset what the terminal understands
 * @param in standard input
 */
record Host(
    Surroundings around,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Charset charset,
    InputStream in) {

  /** One with nothing on its standard input. */
  Host(
      Surroundings around,
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Charset charset) {
    this(around, out, err, outIsTerminal, errIsTerminal, charset, InputStream.nullInputStream());
  }

  /** This process; the launcher says what is a terminal, which Java 17 cannot tell by itself. */
  static Host ofProcess() {
    Charset charset =
        Charset.forName(System.getProperty("native.encoding", Charset.defaultCharset().name()));
    return new Host(
        Surroundings.ofProcess(),
        System.out,
        System.err,
        Boolean.getBoolean("clearway.out.terminal"),
        Boolean.getBoolean("clearway.err.terminal"),
        charset,
        System.in);
  }

  /** This process, but with other streams, which nobody watches. */
  static Host of(PrintStream out, PrintStream err) {
    return new Host(Surroundings.ofProcess(), out, err, false, false, Charset.defaultCharset());
  }

  private boolean isSet(String variable) {
    return !around.environment().getOrDefault(variable, "").isEmpty();
  }

  /** Whether progress may be drawn in place. */
  boolean drawsInPlace() {
    return errIsTerminal
        && !isSet("CI")
        && !around.environment().getOrDefault("TERM", "dumb").equals("dumb");
  }

  /**
   * The style for one of the streams.
   *
   * @param colour auto, always or never
   */
  Style style(Colour colour, boolean terminal) {
    return switch (colour) {
      case always -> Style.COLOUR;
      case never -> Style.PLAIN;
      case auto -> terminal && !isSet("NO_COLOR") && !isSet("CI") ? Style.COLOUR : Style.PLAIN;
    };
  }

  /** The words of {@code --color}. */
  @SuppressWarnings("checkstyle:ConstantName") // picocli reads and prints the names as they are
  enum Colour {
    auto,
    always,
    never
  }
}
