/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.util.List;

/**
 * How a command ended, for a build that fails because of it.
 *
 * @param command its name
 * @param exitCode what it would have exited with
 * @param said the lines that it wrote to standard error
 */
public record BuildEnd(String command, int exitCode, List<String> said) {

  public BuildEnd {
    said = List.copyOf(said);
  }

  /**
   * What it comes to, with the exit code, and then what the command said last: its closing lines
   * are one that begins at the margin and those below it.
   */
  public String message() {
    int last = said.size();
    while (last > 0 && (last == said.size() || isContinued(said.get(last)))) {
      last--;
    }
    String head = "clearway %s: %s (exit code %d)".formatted(command, meaning(), exitCode);
    return said.isEmpty() ? head : head + "\n" + String.join("\n", said.subList(last, said.size()));
  }

  private static boolean isContinued(String line) {
    return line.isEmpty() || line.startsWith(" ");
  }

  /**
   * Whether the database or the migrations refused something. Otherwise the configuration is wrong,
   * there is no way to the database, or there is a bug.
   */
  public boolean isRefusal() {
    return exitCode >= 3 && exitCode <= 6;
  }

  private String meaning() {
    return switch (exitCode) {
      case 2 -> "the configuration is wrong";
      case 7 -> "the configuration is wrong, or there is no way to the database";
      case 3 ->
          command.equals("lint")
              ? "there is something to change first"
              : "NO-GO: something must be changed first";
      case 4 ->
          command.equals("preflight")
              ? "HOLD: somebody is in the way now, try again later"
              : "gave up on contention, nothing is left behind: run it again";
      case 5 -> "a migration's SQL failed and was rolled back";
      case 6 -> "it stopped with something to clean up";
      case 130, 143 -> "it was interrupted";
      default -> "internal error";
    };
  }
}
