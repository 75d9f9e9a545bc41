/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one embedded server, in a corner of the temp directory that belongs to this user
 * alone.
 *
 * <p>A JVM that is killed leaves its servers running. Each folder is therefore locked by its JVM
 * for as long as that lives, and the next JVM that starts a server ends the servers whose folder is
 * no longer locked, and removes the folder.
 */
final class ServerDirectory implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final long ROOM = 2L << 30;
  private static boolean orphansEnded;

  private final Path path;
  private final FileChannel channel;
  private boolean closed;

  private ServerDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static ServerDirectory create() {
    try {
      return create(home(dataFolder()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One for all servers of this user: unpacking takes longer than starting. */
  static Path binaries() {
    try {
      Path binaries = home(temp()).resolve("binaries");
      return Files.isDirectory(binaries) ? binaries : Files.createDirectories(binaries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  Path data() {
    return path.resolve("data");
  }

  Path log() {
    return path.resolve("server.log");
  }

  /** The process that runs on this folder now. */
  Optional<ProcessHandle> postmaster() {
    try {
      return Postmaster.of(data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what still runs here and removes everything. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      endAndRemove(path);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // One at a time in the JVM, because a file lock is the whole JVM's; and among JVMs by the lock
  // on the servers' folder, so that nobody takes a folder that is not locked yet for an orphan.
  private static synchronized ServerDirectory create(Path home) throws IOException {
    Path servers = Files.createDirectories(home.resolve("servers"));
    try (FileChannel all = open(home.resolve("servers.lock"));
        FileLock held = all.lock()) {
      if (!orphansEnded && held.isValid()) {
        endOrphans(servers);
        orphansEnded = true;
      }
      Path path = Files.createDirectory(servers.resolve(Names.unique("s")));
      FileChannel channel = open(path.resolve(LOCK));
      channel.lock();
      return new ServerDirectory(path, channel);
    }
  }

  /** Only before this JVM has locked a folder: closing a second channel on one would unlock it. */
  private static void endOrphans(Path servers) throws IOException {
    List<Path> folders;
    try (Stream<Path> list = Files.list(servers)) {
      folders = list.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      if (isAbandoned(folder)) {
        endAndRemove(folder);
      }
    }
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    try (FileChannel channel = open(folder.resolve(LOCK));
        @Nullable FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void endAndRemove(Path folder) throws IOException {
    Optional<ProcessHandle> postmaster = Postmaster.of(folder.resolve("data"));
    if (postmaster.isPresent()) {
      Postmaster.end(postmaster.get(), Duration.ofSeconds(2));
    }
    remove(folder);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static Path temp() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Where the data goes: a folder in memory, if one is named and has room, is quicker. */
  private static Path dataFolder() throws IOException {
    String named = System.getProperty("clearway.postgres.data", "");
    Path folder = Path.of(named);
    boolean roomy =
        !named.isBlank()
            && Files.isWritable(folder)
            && Files.getFileStore(folder).getUsableSpace() > ROOM;
    return roomy ? folder : temp();
  }

  /** The part of a folder that everybody may write to that is this user's. */
  static Path home(Path folder) throws IOException {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    Path home = Files.createDirectories(folder.resolve("clearway-postgres-" + user));
    // We run programs from here: not from a folder that somebody else has put in our way.
    Path own = Files.createTempFile(folder, "clearway", null);
    try {
      if (!Files.getOwner(home).equals(Files.getOwner(own)) || Files.isSymbolicLink(home)) {
        throw new IOException(home + " belongs to another user");
      }
    } finally {
      Files.delete(own);
    }
    return home;
  }

  static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // The server's last processes remove files of their own.
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
