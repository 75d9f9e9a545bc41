/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * The server process of a data directory, as its {@code postmaster.pid} names it: the first line is
 * the process id, the third the time of its start in seconds.
 */
final class Postmaster {

  /** The operating system's idea of a process's start is not as exact as the server's own. */
  private static final Duration TOLERANCE = Duration.ofSeconds(30);

  private Postmaster() {}

  /**
   * The process that serves this data directory. Empty if there is none: in particular where the
   * file was left by a crash and its process id belongs to somebody else by now.
   */
  static Optional<ProcessHandle> of(Path dataDirectory) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() < 3) {
      return Optional.empty();
    }
    Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(2).trim()));
    return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
        .filter(process -> isPostgres(process.info(), started));
  }

  /** Ends it, by force after the patience is over, and returns when it is gone. */
  static void end(ProcessHandle process, Duration patience) {
    process.destroy();
    if (!waitFor(process, patience)) {
      process.destroyForcibly();
      waitFor(process, Duration.ofSeconds(10));
    }
  }

  /** Ends it at once, like a crash: its sessions die with it. Returns when all are gone. */
  static void kill(ProcessHandle process) {
    List<ProcessHandle> sessions = process.descendants().toList();
    process.destroyForcibly();
    for (ProcessHandle gone : Stream.concat(Stream.of(process), sessions.stream()).toList()) {
      if (!waitFor(gone, Duration.ofSeconds(30))) {
        throw new IllegalStateException("process " + gone.pid() + " does not end");
      }
    }
  }

  /** Ends it as pg_ctl does in mode "immediate", by SIGQUIT. Returns when it is gone. */
  static void quit(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while stopping the server");
    }
    if (!waitFor(process, Duration.ofSeconds(30))) {
      throw new IllegalStateException("process " + process.pid() + " does not end");
    }
  }

  /** Waits until it is gone, and says whether it is. */
  static boolean waitFor(ProcessHandle process, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isRunning(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Pause.brief();
    }
    return true;
  }

  /** One that has ended, but waits for a lazy init to collect it, has no command any more. */
  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static boolean isPostgres(ProcessHandle.Info info, Instant started) {
    boolean name =
        info.command()
            .map(command -> Path.of(command).getFileName().toString())
            .filter(command -> command.equals("postgres") || command.equals("postgres.exe"))
            .isPresent();
    return name
        && info.startInstant()
            .filter(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) < 0)
            .isPresent();
  }
}
