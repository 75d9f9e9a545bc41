/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.flyway.GuardedFlyway;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java program of its own, with this one's Java and class path, or a part of it. */
final class ChildJvm {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * How it ended.
   *
   * @param output what it wrote, both streams
   * @param took from its start to its end
   */
  record Ended(int exitCode, String output, Duration took) {}

  private ChildJvm() {}

  /** This program's class path. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** The class path without Clearway's extension: Flyway finds no guard on it. */
  static String classPathWithoutExtension() {
    Path extension = whereIs(GuardedFlyway.class);
    String without =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).toAbsolutePath().normalize().equals(extension))
            .collect(Collectors.joining(File.pathSeparator));
    if (without.equals(classPath())) {
      throw new IllegalStateException(extension + " is not on the class path " + classPath());
    }
    return without;
  }

  private static Path whereIs(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs it and waits for its end.
   *
   * @param environment added to this program's
   */
  static Ended run(
      String classPath,
      List<String> jvmOptions,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("clearway-bench", ".log");
    try {
      long start = System.nanoTime();
      Process process = start(classPath, jvmOptions, main, arguments, environment, output);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(main.getName() + " did not end: " + Files.readString(output));
      }
      var took = Duration.ofNanos(System.nanoTime() - start);
      return new Ended(process.exitValue(), Files.readString(output), took);
    } finally {
      Files.delete(output);
    }
  }

  /** Starts it with both its streams in a file. */
  static Process start(
      String classPath,
      List<String> jvmOptions,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment,
      Path output)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath);
    command.add(main.getName());
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
