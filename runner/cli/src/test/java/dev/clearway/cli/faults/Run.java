/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One run of the command line, under way: the real one, in a process of its own or in this one. */
abstract class Run {

  /**
   * How a run ended.
   *
   * @param exitCode the process's own, 137 for one that was killed
   * @param output both streams
   */
  record End(int exitCode, String output) {}

  final CompletableFuture<End> end = new CompletableFuture<>();

  /** Runs it inside this process, on a thread of its own. */
  static Run inProcess(List<String> arguments) {
    return new InProcess(arguments);
  }

  /** Runs it as a process of its own. */
  static Run process(List<String> arguments) {
    return new OfProcess(arguments);
  }

  /**
   * Whether processes that this one starts are deaf to SIGINT: what a shell without job control
   * starts in the background is, and hands it on.
   */
  static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
  }

  /** Completed when the run has ended, however it did. */
  final CompletableFuture<End> ended() {
    return end.copy();
  }

  /** Waits until it has ended; what is still running by then is stuck, and is killed. */
  final End await(Duration patience) throws InterruptedException {
    try {
      return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String state = state();
      kill();
      throw new StuckException(state);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends a process at once, with SIGKILL. */
  abstract void kill() throws InterruptedException;

  /** Sends a signal, such as TERM. */
  abstract void signal(String name) throws InterruptedException;

  abstract String state();

  /** A run did not end. */
  static final class StuckException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StuckException(String state) {
      super(state);
    }
  }

  private static final class InProcess extends Run {
    private final Thread thread;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    InProcess(List<String> arguments) {
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      thread =
          new Thread(
              () -> {
                try {
                  int code = Main.run(stream, stream, arguments.toArray(String[]::new));
                  end.complete(new End(code, out.toString(StandardCharsets.UTF_8)));
                } catch (RuntimeException | Error e) {
                  end.completeExceptionally(e);
                }
              },
              "runner");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    void kill() {
      thread.interrupt();
    }

    @Override
    void signal(String name) {
      throw new UnsupportedOperationException("not a process");
    }

    @Override
    String state() {
      StringBuilder state = new StringBuilder(out.toString(StandardCharsets.UTF_8));
      for (StackTraceElement frame : thread.getStackTrace()) {
        state.append("\n  at ").append(frame);
      }
      return state.toString();
    }
  }

  private static final class OfProcess extends Run {
    private final Process process;
    private final Path output;

    OfProcess(List<String> arguments) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName()));
      command.addAll(arguments);
      try {
        output = Files.createTempFile("clearway-run", ".log");
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      process
          .onExit()
          .thenAccept(
              ended -> {
                String text = state();
                try {
                  Files.deleteIfExists(output);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                end.complete(new End(ended.exitValue(), text));
              });
    }

    @Override
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    void signal(String name) throws InterruptedException {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    String state() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
