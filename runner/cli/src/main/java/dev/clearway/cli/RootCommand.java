/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clearway} alone: says what there is. */
@picocli.CommandLine.Command(
    name = "clearway",
    description = {
      "Runs Flyway migrations on a busy PostgreSQL without stalling it: no query of the",
      "application waits behind a migration for longer than the stall budget."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions%n",
    commandListHeading = "%nCommands%n",
    synopsisHeading = "Usage: ")
final class RootCommand implements Callable<Integer> {

  private final Host host;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "show the version and exit")
  boolean version;

  RootCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (version) {
      host.out().println("Clearway " + Version.number());
      return 0;
    }
    spec.commandLine().usage(host.err());
    return 2;
  }
}
