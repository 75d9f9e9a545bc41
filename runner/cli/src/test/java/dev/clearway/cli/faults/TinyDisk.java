/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A disk that is full at will: a small file system in memory, with a tablespace on it. Only who may
 * mount one has it.
 */
final class TinyDisk implements AutoCloseable {

  private static final String TABLESPACE = "tiny";

  private final EmbeddedServer server;
  private final Path folder;

  private TinyDisk(EmbeddedServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** Mounts one for a server; empty where that is not allowed, which is said. */
  static Optional<TinyDisk> mount(EmbeddedServer server) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("clearway-tiny-disk");
    if (!succeeds("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", folder.toString())) {
      Files.delete(folder);
      System.out.println(
          "No full disks: this user may not mount a file system. Root on Linux may.");
      return Optional.empty();
    }
    TinyDisk disk = new TinyDisk(server, folder);
    Runtime.getRuntime().addShutdownHook(new Thread(disk::unmount, "tiny-disk"));
    try {
      Path data = Files.createDirectory(folder.resolve("data"));
      disk.execute("CREATE TABLESPACE " + TABLESPACE + " LOCATION '" + data + "'");
      return Optional.of(disk);
    } catch (SQLException e) {
      disk.unmount();
      System.out.println("No full disks: the server does not take a tablespace: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Puts all of a database there that nobody is connected to. */
  void take(TestDatabase database) throws SQLException {
    execute("ALTER DATABASE " + database.name() + " SET TABLESPACE " + TABLESPACE);
  }

  /** Leaves no room at all. */
  void fill() throws IOException {
    byte[] bytes = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (folder.toFile().getUsableSpace() > 0) {
        out.write(bytes);
      }
    } catch (IOException e) {
      if (folder.toFile().getUsableSpace() > 0) {
        throw e;
      }
      // Full, which is what we want.
    }
  }

  /** Makes room again. */
  void clear() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    execute("DROP TABLESPACE " + TABLESPACE);
    unmount();
  }

  private void unmount() {
    try {
      if (Files.exists(folder)) {
        succeeds("umount", "-l", folder.toString());
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
