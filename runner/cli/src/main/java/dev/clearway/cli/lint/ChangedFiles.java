/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.cli.setup.Spelling;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that have changed since a commit, or are new: git is asked, because it alone knows the
 * repository's own settings.
 */
public final class ChangedFiles {

  private final Path directory;
  private final String reference;
  private final Spelling spelling;

  /**
   * @param directory somewhere in the repository
   * @param reference a branch, tag or commit; what counts is where ours left it
   * @param spelling how the host names its settings
   */
  public ChangedFiles(Path directory, String reference, Spelling spelling) {
    this.directory = directory;
    this.reference = reference;
    this.spelling = spelling;
  }

  /**
   * Asks git.
   *
   * @return absolute paths
   * @throws ConfigurationException if there is no git, no repository, or no such commit
   */
  public Set<Path> find() {
    Path top = Path.of(git("rev-parse", "--show-toplevel").strip());
    String base = git("merge-base", "--end-of-options", reference, "HEAD").strip();
    Set<Path> changed = new HashSet<>();
    for (String names :
        List.of(
            git("diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", base),
            git("ls-files", "--others", "--exclude-standard", "--full-name", "-z"))) {
      for (String name : names.split("\0", -1)) {
        if (!name.isEmpty()) {
          changed.add(top.resolve(name));
        }
      }
    }
    return changed;
  }

  private String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw problem(
            "git does not know %s here: is this a repository, fetched deep enough to have it?"
                .formatted(reference));
      }
      return output;
    } catch (IOException e) {
      throw problem("it asks git, and there is no git on this machine's path");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("interrupted while git was asked");
    }
  }

  private ConfigurationException problem(String message) {
    String origin = spelling.origin("--since");
    return new ConfigurationException(
        List.of(new ConfigurationProblem("since", origin, origin + ": " + message)));
  }
}
