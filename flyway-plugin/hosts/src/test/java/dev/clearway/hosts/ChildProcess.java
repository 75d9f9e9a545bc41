/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process as a user starts it, to its end. */
record ChildProcess(int exitCode, String output) {

  static final Path TARGET = Path.of("target").toAbsolutePath();

  private static final int MINUTES = 3;

  /** The Java that runs this test. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Not set up yet. */
  static Builder of(List<String> command) {
    return new Builder(command);
  }

  /** What the process is to find. */
  static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private File directory = TARGET.toFile();

    private Builder(List<String> command) {
      this.command = command;
    }

    Builder with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    Builder in(Path place) {
      directory = place.toFile();
      return this;
    }

    ChildProcess run() throws Exception {
      try (Running running = start()) {
        return running.end();
      }
    }

    Running start() throws IOException {
      Path output = Files.createTempFile(TARGET, "process", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      // what the build was started with is not meant for what it starts
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("MAVEN_") || name.startsWith("JAVA_TOOL"));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      // nothing goes on in the background once it has ended
      builder.environment().put("CLEARWAY_ARCHIVE", "off");
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(process, output);
    }
  }

  /** One that has been started; ended when it is closed. */
  record Running(Process process, Path output) implements AutoCloseable {

    /** Returns when it has said that, or has ended without; false in the latter case. */
    boolean says(String words) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
      while (!Files.readString(output).contains(words)) {
        if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          return Files.readString(output).contains(words);
        }
      }
      return true;
    }

    ChildProcess end() throws Exception {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it hangs:\n" + Files.readString(output));
      }
      return new ChildProcess(process.exitValue(), Files.readString(output));
    }

    @Override
    public void close() throws IOException {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }
}
