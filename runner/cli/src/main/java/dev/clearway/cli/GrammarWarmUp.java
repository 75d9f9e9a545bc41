/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.core.sql.SqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Loads the grammar on another core while the rest of lint is loaded, if a script that is named on
 * the command line needs it: it takes longer than all the rest.
 */
final class GrammarWarmUp extends Thread {

  private final Path directory;
  private final String[] args;

  private GrammarWarmUp(Path directory, String... args) {
    super("grammar-warm-up");
    this.directory = directory;
    this.args = args;
    setDaemon(true);
  }

  /** Begins, and returns at once. Whatever goes wrong here goes wrong again where it is told. */
  static void start(Path directory, String... args) {
    new GrammarWarmUp(directory, args).start();
  }

  @Override
  public void run() {
    for (int i = 1; i < args.length; i++) {
      try {
        Path path = directory.resolve(args[i]);
        if (Files.isRegularFile(path) && SqlParser.warmUpFor(Files.readString(path))) {
          return;
        }
      } catch (IOException | InvalidPathException e) {
        return;
      }
    }
  }
}
