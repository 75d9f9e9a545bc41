/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.gradle.api.file.FileCollection;
import org.gradle.process.ExecOperations;

/**
 * One run of the command line, in a process of its own: its libraries cannot clash with those of
 * other plugins, and when a build is cancelled Gradle ends its processes, with the signal after
 * which Clearway cancels its statement and releases its locks.
 */
final class ToolRun {

  private static final String MAIN = "dev.clearway.cli.HostedMain";

  /** It is short-lived: what starts quickly is better than what runs quickly later. */
  private static final List<String> FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

  private final Properties request = new Properties();
  private final String command;
  private final Path answer;
  private int inherited;

  /**
   * @param directory the project's
   * @param answer a file for what the command says when it fails
   */
  ToolRun(String command, File directory, Path answer) {
    this.command = command;
    this.answer = answer;
    request.setProperty("command", command);
    request.setProperty("spelling", "GRADLE");
    request.setProperty("hermetic", "false");
    request.setProperty("directory", directory.getPath());
    request.setProperty("answer", answer.toString());
  }

  /** Nothing from the environment and the home directory. */
  ToolRun hermetic() {
    request.setProperty("hermetic", "true");
    return this;
  }

  ToolRun arguments(List<String> arguments) {
    return list("argument.", arguments);
  }

  ToolRun settings(Map<String, String> settings) {
    settings.forEach((key, text) -> request.setProperty("setting." + key, text));
    return this;
  }

  ToolRun password(String password) {
    request.setProperty("password", password);
    return this;
  }

  ToolRun classpath(FileCollection classpath) {
    return list(
        "classpath.",
        classpath.getFiles().stream().filter(File::exists).map(File::getPath).toList());
  }

  /**
   * What Flyway is told; what comes first goes before what comes later.
   *
   * @param place where it was given, with {@code %s} for the key
   */
  ToolRun inherited(Map<String, String> settings, String place) {
    settings.forEach(
        (key, text) -> {
          inherited++;
          String one = "inherited." + inherited;
          request.setProperty(one + ".name", key);
          request.setProperty(one + ".text", text);
          request.setProperty(one + ".origin", place.formatted(key));
        });
    return this;
  }

  private ToolRun list(String prefix, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      request.setProperty(prefix + (i + 1), values.get(i));
    }
    return this;
  }

  /**
   * Runs it.
   *
   * @param tool its class path
   * @param out takes what it writes
   * @param progress takes lines of progress, and of what went wrong
   * @throws ClearwayException if it does not exit with 0
   */
  void run(ExecOperations exec, FileCollection tool, OutputStream out, Consumer<String> progress) {
    try {
      Files.deleteIfExists(answer);
      byte[] input = bytes();
      int exitCode =
          exec.javaexec(
                  process -> {
                    process.classpath(tool);
                    process.getMainClass().set(MAIN);
                    process.jvmArgs(FLAGS);
                    process.setStandardInput(new ByteArrayInputStream(input));
                    process.setStandardOutput(out);
                    process.setErrorOutput(new LineStream(progress));
                    process.setIgnoreExitValue(true);
                  })
              .getExitValue();
      if (exitCode != 0) {
        throw new ClearwayException(message(exitCode), exitCode);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      request.store(writer, null);
    }
    return bytes.toByteArray();
  }

  private String message(int exitCode) throws IOException {
    return Files.exists(answer)
        ? Files.readString(answer)
        : "clearway %s ended with exit code %d".formatted(command, exitCode);
  }
}
