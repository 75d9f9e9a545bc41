/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Surroundings;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The command line's way in. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (isVersion(args)) {
      // before anything else is loaded: pipelines ask for it on every run
      printVersion(System.out);
      return;
    }
    System.exit(run(Host.ofProcess(), args));
  }

  /**
   * Runs a command inside this process, with its environment and working directory, and without
   * ending it.
   *
   * @param out takes what was asked for
   * @param err takes progress and what went wrong
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, String... args) {
    return run(Host.of(out, err), args);
  }

  /**
   * Runs a command for a build tool, inside its process: with the tool's own surroundings, and
   * without a terminal.
   *
   * @param out takes what was asked for
   * @param err takes progress and what went wrong
   * @return the exit code
   */
  public static int run(Surroundings around, PrintStream out, PrintStream err, String... args) {
    return run(new Host(around, out, err, false, false, StandardCharsets.UTF_8), args);
  }

  /**
   * The flags that a command takes, such as {@code --lock-timeout}: a build tool has one set of
   * settings for all commands.
   */
  public static Set<String> flags(Surroundings around, String command) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    return new Clearway(new Host(around, nowhere, nowhere, false, false, StandardCharsets.UTF_8))
        .flags(command);
  }

  static int run(Host host, String... args) {
    if (isVersion(args)) {
      printVersion(host.out());
      return 0;
    }
    if (args.length > 0 && args[0].equals("lint")) {
      GrammarWarmUp.start(host.around().directory(), args);
    }
    return new Clearway(host).run(args);
  }

  private static boolean isVersion(String... args) {
    return args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"));
  }

  private static void printVersion(PrintStream out) {
    out.println("Clearway " + Version.number());
  }
}
