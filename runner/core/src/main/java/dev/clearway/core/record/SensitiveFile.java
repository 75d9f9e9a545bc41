/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.sql.RawTexts;
import dev.clearway.core.sql.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sensitive sink: texts as they are, data of customers included, in {@code
 * <folder>/<run>.jsonl}, one JSON object a line. Each has the normalised text too, as the flight
 * record and the report show it, so that the one leads to the other. Of passwords of roles not even
 * this file has any.
 *
 * <p>For its owner's eyes only: the file is made with {@code rw-------}, and the folder, where it
 * is missing, with {@code rwx------}; where the file system cannot promise that, nothing is
 * written. Made when there is something to write, and never removed by Clearway.
 *
 * <p>As little in the run's way as the {@link FlightRecorder}: a bounded queue and a thread of its
 * own, each text of a session once, {@value #MOST_BYTES} bytes and a little at most. Thread-safe.
 */
public final class SensitiveFile implements RawTexts, AutoCloseable {

  static final long MOST_BYTES = 16L << 20;

  private static final int QUEUE = 1_000;
  private static final int REMEMBERED = 2_000;
  private static final long AT_THE_END_MILLIS = 2_000;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(OWNER);

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path file;
  private final Clock clock;
  private final Consumer<String> notices;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor writer;
  private @Nullable SeekableByteChannel channel;
  private boolean failed;
  private long bytes;

  /**
   * @param folder where the file is to be; made where it is missing
   * @param run names the file
   * @param notices hears once, on a thread of this object, where the texts go, or why they do not
   */
  public SensitiveFile(Path folder, String run, Clock clock, Consumer<String> notices) {
    this.file = folder.resolve(run + ".jsonl");
    this.clock = clock;
    this.notices = notices;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, "clearway-sensitive");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public void query(int pid, @Nullable String application, String query) {
    if (isNew(pid + " " + query)) {
      Map<String, @Nullable Object> line = line("query");
      line.put("pid", pid);
      line.put("application", application);
      line.put("normalised", Redaction.redact(query));
      line.put("text", Redaction.withoutPasswords(query));
      add(line);
    }
  }

  @Override
  public void error(
      String unit, int line, String statement, @Nullable String sqlState, String message) {
    if (isNew(unit + " " + line + " " + message)) {
      Map<String, @Nullable Object> json = line("error");
      json.put("script", unit);
      json.put("line", line);
      json.put("sqlState", sqlState);
      json.put("statement", Redaction.withoutPasswords(statement));
      json.put("text", Redaction.withoutPasswords(message));
      add(json);
    }
  }

  @Override
  public void notice(String unit, @Nullable String sqlState, String text) {
    Map<String, @Nullable Object> json = line("notice");
    json.put("script", unit);
    json.put("sqlState", sqlState);
    json.put("text", text);
    add(json);
  }

  /** A session that waits says the same in each look. */
  private boolean isNew(String text) {
    if (known.size() > REMEMBERED) {
      known.clear();
    }
    return known.add(text);
  }

  private Map<String, @Nullable Object> line(String type) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("type", type);
    line.put("at", clock.instant().toString());
    return line;
  }

  private void add(Map<String, @Nullable Object> line) {
    writer.execute(() -> write(line));
  }

  /** Waits for a moment until all is written. Nothing is heard any more afterwards. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (writer.awaitTermination(AT_THE_END_MILLIS, TimeUnit.MILLISECONDS) && channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // What was written is written: the channel has no buffer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Map<String, @Nullable Object> line) {
    if (failed || bytes > MOST_BYTES) {
      return;
    }
    try {
      SeekableByteChannel out = channel;
      if (out == null) {
        out = open();
        channel = out;
        notices.accept(
            "Texts that may hold data of customers go to "
                + file
                + ", as sensitiveFolder says; delete it when it has served.");
      }
      ByteBuffer text =
          ByteBuffer.wrap((JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
      bytes += text.remaining();
      while (text.hasRemaining()) {
        out.write(text);
      }
    } catch (IOException | UnsupportedOperationException e) {
      failed = true;
      notices.accept(
          "Nothing is written to sensitiveFolder ("
              + (e instanceof UnsupportedOperationException
                  ? "this file system cannot keep a file for its owner alone"
                  : e.getClass().getSimpleName())
              + "); the run goes on without it.");
    }
  }

  private SeekableByteChannel open() throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder, FOLDER);
    }
    SeekableByteChannel made =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE);
    // a mounted file system may take the permissions and not keep them
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      made.close();
      Files.delete(file);
      throw new UnsupportedOperationException();
    }
    return made;
  }
}
