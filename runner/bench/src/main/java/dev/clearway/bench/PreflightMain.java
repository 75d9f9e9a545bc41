/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.Main;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code clearway preflight} in a JVM of its own: what it prints goes to a file, and how long it
 * took inside the process, from the first instruction of the program on, to standard output.
 */
final class PreflightMain {

  private PreflightMain() {}

  /**
   * @param arguments the file for the output, then those of the command line
   */
  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    int exitCode;
    try (PrintStream out =
        new PrintStream(
            Files.newOutputStream(Path.of(arguments[0])), false, StandardCharsets.UTF_8)) {
      String[] command = new String[arguments.length - 1];
      System.arraycopy(arguments, 1, command, 0, command.length);
      exitCode = Main.run(out, System.err, command);
    }
    System.out.println(
        "took " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " exit " + exitCode);
  }
}
