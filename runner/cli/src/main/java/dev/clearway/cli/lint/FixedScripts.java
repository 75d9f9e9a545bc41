/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Fixer;
import dev.clearway.core.lint.ScriptKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the scripts that {@code --fix} makes of one, beside it: {@code V7__x.sql.fixed}, {@code
 * V7.1__x_2.sql.fixed} and so on. Their names end so that Flyway passes them over until a person
 * has read and renamed them; nothing is ever written over.
 */
public final class FixedScripts {

  private static final String SUFFIX = ".fixed";

  private final ScriptFile script;
  private final List<ScriptFile> all;
  private final Charset charset;

  public FixedScripts(ScriptFile script, List<ScriptFile> all, Charset charset) {
    this.script = script;
    this.all = all;
    this.charset = charset;
  }

  /**
   * Writes them.
   *
   * @param findings of lint, of any script
   * @return the files; empty where nothing can be rewritten
   */
  public List<Path> write(List<Finding> findings) {
    Path original = script.path();
    if (original == null || script.name().kind() != ScriptKind.VERSIONED) {
      return List.of();
    }
    List<String> texts = new Fixer().fix(script.read(charset), findings);
    List<Path> written = new ArrayList<>();
    try {
      for (int i = 0; i < texts.size(); i++) {
        Path file = original.resolveSibling(name(original, i) + SUFFIX);
        Files.writeString(file, texts.get(i), charset, StandardOpenOption.CREATE_NEW);
        written.add(file);
      }
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  "fix", "flag --fix", "flag --fix: " + e.getFile() + " is there already")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written;
  }

  /** The first keeps the name; the others are versions between it and the next one. */
  private String name(Path original, int number) {
    String name = String.valueOf(original.getFileName());
    if (number == 0) {
      return name;
    }
    int separator = name.indexOf("__");
    int suffix = name.lastIndexOf('.');
    boolean taken =
        all.stream()
            .anyMatch(
                other ->
                    other.name().kind() == ScriptKind.VERSIONED
                        && other.name().version().size() > script.name().version().size()
                        && other
                            .name()
                            .version()
                            .subList(0, script.name().version().size())
                            .equals(script.name().version()));
    String part = taken ? ".0." + number : "." + number;
    return separator < 0
        ? name.substring(0, suffix) + part + name.substring(suffix)
        : name.substring(0, separator)
            + part
            + name.substring(separator, suffix)
            + "_"
            + (number + 1)
            + name.substring(suffix);
  }
}
