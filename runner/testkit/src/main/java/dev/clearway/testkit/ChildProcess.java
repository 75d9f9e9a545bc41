/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process as a user starts it, to its end.
 *
 * @param output what it wrote, to standard output and standard error
 */
public record ChildProcess(int exitCode, String output) {

  private static final int MINUTES = 5;

  /** The Java that runs this test. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Not set up yet: it is going to run in the folder {@code target} of this test's module. */
  public static Builder of(List<String> command) {
    return new Builder(command);
  }

  /** What the process is to find. Not for use by several threads. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private File directory = new File("target").getAbsoluteFile();

    private Builder(List<String> command) {
      this.command = List.copyOf(command);
    }

    /** With an environment variable. */
    public Builder with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** With some environment variables. */
    public Builder with(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** In another folder. */
    public Builder in(Path place) {
      directory = place.toFile();
      return this;
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException if it takes longer than five minutes
     */
    public ChildProcess run() throws IOException, InterruptedException {
      try (Running running = start()) {
        return running.end();
      }
    }

    /** Starts it. */
    public Running start() throws IOException {
      Path output = Files.createTempFile("process", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      // what the build was started with is not meant for what it starts
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("(MAVEN|GRADLE|JAVA|FLYWAY|CLEARWAY|PG).*"));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      // nothing goes on in the background once it has ended
      builder.environment().put("CLEARWAY_ARCHIVE", "off");
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(process, output);
    }
  }

  /**
   * One that has been started; ended when it is closed.
   *
   * @param log what it writes
   */
  public record Running(Process process, Path log) implements AutoCloseable {

    /**
     * Waits for its end.
     *
     * @throws IllegalStateException if it takes longer than five minutes
     */
    public ChildProcess end() throws IOException, InterruptedException {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it hangs:\n" + Files.readString(log));
      }
      return new ChildProcess(process.exitValue(), Files.readString(log));
    }

    @Override
    public void close() throws IOException {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(log);
    }
  }
}
