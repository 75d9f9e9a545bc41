/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.lint.LintScript;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A script that is to be looked at, or to be known; its text is read when it is its turn.
 *
 * @param shown its name in reports
 * @param path null for standard input
 * @param name what its file name says
 * @param reported whether findings are wanted
 */
public record ScriptFile(String shown, @Nullable Path path, ScriptName name, boolean reported) {

  /** The same, without findings. */
  public ScriptFile asHistory() {
    return new ScriptFile(shown, path, name, false);
  }

  /**
   * Reads it with its {@code .conf} file.
   *
   * @param charset that bytes are read with; what it does not know becomes a question mark
   */
  public LintScript read(Charset charset) {
    if (path == null) {
      throw new IllegalStateException("standard input is read already");
    }
    try {
      Properties conf = conf(path);
      String encoding = conf.getProperty("encoding");
      Charset used = encoding == null ? charset : Charset.forName(encoding);
      return script(new String(Files.readAllBytes(path), used), conf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One whose text is known. */
  public LintScript read(String text) {
    return script(text, new Properties());
  }

  private LintScript script(String text, Properties conf) {
    String inTransaction = conf.getProperty("executeInTransaction");
    String replacement = conf.getProperty("placeholderReplacement");
    return new LintScript(
        shown,
        name.kind(),
        text,
        inTransaction == null ? null : Boolean.valueOf(inTransaction.strip()),
        replacement == null || Boolean.parseBoolean(replacement.strip()),
        reported);
  }

  private static Properties conf(Path script) throws IOException {
    Properties conf = new Properties();
    try {
      Path file = script.resolveSibling(script.getFileName() + ".conf");
      conf.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
    } catch (NoSuchFileException e) {
      // most scripts have none
    }
    return conf;
  }
}
