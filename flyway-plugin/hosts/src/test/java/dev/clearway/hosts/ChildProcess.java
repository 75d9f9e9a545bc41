/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import java.io.File;
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
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          throw new IllegalStateException("it hangs:\n" + Files.readString(output));
        }
        return new ChildProcess(process.exitValue(), Files.readString(output));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(output);
      }
    }
  }
}
