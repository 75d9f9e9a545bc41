/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.lint.ScriptKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds scripts, and puts them in the order in which they run. A file that is named by itself has
 * the older versions beside it as its history.
 */
public final class ScriptFinder {

  private final Path directory;
  private final NamePrefixes prefixes;
  private final Map<Path, ScriptFile> found = new LinkedHashMap<>();
  private final Set<Path> namedAlone = new LinkedHashSet<>();

  /**
   * @param directory that names are relative to
   */
  public ScriptFinder(Path directory, NamePrefixes prefixes) {
    this.directory = directory;
    this.prefixes = prefixes;
  }

  /**
   * Adds a file, or all scripts in a directory and below it.
   *
   * @param name as it was given
   * @throws ConfigurationException if there is no such thing
   */
  public void add(String name) {
    Path path = directory.resolve(name);
    try {
      if (Files.isDirectory(path)) {
        for (Path script : scripts(path)) {
          put(script, true);
        }
      } else if (Files.isRegularFile(path)) {
        put(path, true);
        namedAlone.add(path);
      } else {
        throw new ConfigurationException(
            List.of(
                new ConfigurationProblem(
                    name, "flag " + name, "there is no file or directory " + name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All in the order in which they run. */
  public List<ScriptFile> inOrder() {
    try {
      for (Path file : namedAlone) {
        addHistory(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ScriptFile> files = new ArrayList<>(found.values());
    files.sort(new ByName());
    return files;
  }

  /** In the order in which they run. */
  private static final class ByName implements Comparator<ScriptFile> {
    @Override
    public int compare(ScriptFile a, ScriptFile b) {
      int names = ScriptName.compare(a.name(), b.name());
      return names == 0 ? a.shown().compareTo(b.shown()) : names;
    }
  }

  /** The older versions beside what comes from standard input, by its name. */
  public List<ScriptFile> historyOf(ScriptFile input) {
    Path file = directory.resolve(input.shown());
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    ScriptFinder beside = new ScriptFinder(directory, prefixes);
    try {
      beside.addHistory(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return beside.inOrder();
  }

  private void addHistory(Path file) throws IOException {
    ScriptName name = name(file);
    Path folder = file.getParent();
    if (name.kind() == ScriptKind.OTHER || name.kind() == ScriptKind.UNDO || folder == null) {
      return;
    }
    for (Path sibling : scripts(folder)) {
      ScriptName other = name(sibling);
      boolean before =
          other.kind() == ScriptKind.VERSIONED
              && (name.kind() != ScriptKind.VERSIONED || other.compareVersions(name) < 0);
      if (before && !found.containsKey(sibling)) {
        put(sibling, false);
      }
    }
  }

  private List<Path> scripts(Path folder) throws IOException {
    List<Path> scripts = new ArrayList<>();
    addScripts(folder, scripts);
    scripts.sort(null);
    return scripts;
  }

  private void addScripts(Path folder, List<Path> scripts) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        boolean named = prefixes.isScript(String.valueOf(file.getFileName()));
        if (named && Files.isRegularFile(file)) {
          scripts.add(file);
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          addScripts(file, scripts);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private ScriptName name(Path file) {
    return ScriptName.of(String.valueOf(file.getFileName()), prefixes);
  }

  private void put(Path file, boolean reported) {
    Path normal = file.normalize();
    String shown =
        normal.startsWith(directory) ? directory.relativize(normal).toString() : normal.toString();
    found.put(file, new ScriptFile(shown.replace('\\', '/'), file, name(file), reported));
  }
}
