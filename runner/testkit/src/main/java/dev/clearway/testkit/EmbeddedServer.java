/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that this JVM has unpacked and started, on a free port of the loopback
 * interface, with a password of its own. It stops, and its data goes, when it is closed or the JVM
 * ends. Safe for use by several threads.
 */
public final class EmbeddedServer implements PostgresServer {

  private final int major;
  private final boolean shared;
  private final boolean durable;
  private final Duration startup;
  private final Map<String, String> settings;
  private final ServerDirectory directory = ServerDirectory.create();
  private final String password;
  private final Databases databases = new Databases(this);
  private @Nullable EmbeddedPostgres process;
  private int port;

  private EmbeddedServer(Builder builder) {
    major = builder.major;
    shared = builder.shared;
    durable = builder.durable;
    startup = builder.startup;
    EmbeddedServer primary = builder.primary;
    password = primary == null ? Names.password() : primary.password;
    Map<String, String> all = new LinkedHashMap<>(builder.settings);
    if (primary != null) {
      all.put("primary_conninfo", StandbyCopy.connectionTo(primary));
    }
    settings = Map.copyOf(all);
    RunningServers.add(this);
    try {
      if (primary != null) {
        StandbyCopy.of(primary, directory.data());
      }
      start();
    } catch (RuntimeException e) {
      shutDown();
      throw e;
    }
  }

  /** A server with settings of its own. */
  public static Builder builder() {
    return new Builder();
  }

  /** The majors whose binaries are at hand, so that {@link Builder#major(int)} takes them. */
  public static SortedSet<Integer> availableMajors() {
    return PostgresBinaries.majors();
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public synchronized int port() {
    return port;
  }

  @Override
  public String user() {
    return "postgres";
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  @Override
  public TestDatabase createDatabase(DatabaseTemplate template) throws SQLException {
    return databases.copy(template);
  }

  /** What the server has written to its log since it was first started. */
  public String log() {
    try {
      return Files.readString(directory.log(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process id of the server's main process. */
  public synchronized long pid() {
    return directory
        .postmaster()
        .orElseThrow(() -> new IllegalStateException("the server is not running"))
        .pid();
  }

  /** The server's data directory. */
  public Path dataDirectory() {
    return directory.data();
  }

  /** Stops the server as an operator would (mode "fast"): sessions get SQLSTATE 57P01. */
  public synchronized void stop() {
    if (process == null) {
      return;
    }
    Optional<ProcessHandle> postmaster = directory.postmaster();
    release();
    postmaster.ifPresent(running -> Postmaster.end(running, Duration.ofSeconds(5)));
  }

  /** Kills the server's processes, like a crash. */
  public synchronized void crash() {
    directory.postmaster().ifPresent(Postmaster::kill);
    try {
      // The library would wait for whoever is named there to stop.
      Files.deleteIfExists(directory.data().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    release();
  }

  /**
   * Restarts it as {@code pg_ctl restart -m immediate} does: its processes end without a word to
   * their clients, and it recovers from its log. Only a {@linkplain Builder#durable() durable} one
   * still has all that it has confirmed. Needs a system with signals.
   */
  public synchronized void restartImmediately() {
    directory.postmaster().ifPresent(Postmaster::quit);
    release();
    start();
  }

  /**
   * Starts a stopped or crashed server again, with its data and on the port that it had.
   *
   * @throws IllegalStateException if it runs, or does not start
   */
  public synchronized void start() {
    if (process != null) {
      throw new IllegalStateException("the server runs");
    }
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver(PostgresBinaries.of(major))
            .setOverrideWorkingDirectory(ServerDirectory.binaries().toFile())
            .setDataDirectory(directory.data())
            .setDataDirectoryCustomizer(data -> configure(data.toPath()))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setLocaleConfig("pwfile", passwordFile().toString())
            .setConnectConfig("password", password)
            .setPGStartupWait(startup)
            .setPort(port)
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
    // The library sets these on the command line, which postgresql.conf cannot override.
    builder.setServerConfig("max_connections", settings.getOrDefault("max_connections", "200"));
    builder.setServerConfig("fsync", durable ? "on" : "off");
    builder.setServerConfig("synchronous_commit", durable ? "on" : "off");
    try {
      process = builder.start();
      port = process.getPort();
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "PostgreSQL " + major + " does not start. Its log: " + logOrNothing(), e);
    }
  }

  @Override
  public void close() {
    if (!shared) {
      shutDown();
    }
  }

  /** Also for the shared one. */
  synchronized void shutDown() {
    RunningServers.remove(this);
    stop();
    directory.close();
  }

  private void release() {
    try {
      if (process != null) {
        process.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process = null;
    }
  }

  private String logOrNothing() {
    return Files.exists(directory.log()) ? log() : "(none)";
  }

  private Path passwordFile() {
    try {
      return Files.writeString(directory.path().resolve("password"), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(Path data) {
    StringBuilder lines = new StringBuilder("\n");
    settings.forEach(
        (key, value) ->
            lines.append(key).append(" = '").append(value.replace("'", "''")).append("'\n"));
    try {
      Files.writeString(data.resolve("clearway.conf"), lines);
      Path conf = data.resolve("postgresql.conf");
      String include = "include 'clearway.conf'\n";
      String text = Files.readString(conf);
      if (!text.endsWith(include)) {
        Files.writeString(conf, text + "\n" + include);
      }
      Files.writeString(
          data.resolve("pg_hba.conf"),
          """
          host all all all scram-sha-256
          host replication all all scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of a server that is about to start. Not for use by several threads. */
  public static final class Builder {
    private int major = SharedServer.major();
    private boolean shared;
    private boolean durable;
    private Duration startup = Duration.ofSeconds(60);
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable EmbeddedServer primary;

    private Builder() {
      settings.put("max_prepared_transactions", "20");
      settings.put("password_encryption", "scram-sha-256");
      // No socket file that would outlive a killed server.
      settings.put("unix_socket_directories", "");
    }

    /**
     * The major version, one of {@link #availableMajors()}; by default {@code postgres.version}.
     */
    public Builder major(int major) {
      this.major = major;
      return this;
    }

    /** Flushes to disk at each commit, which is off by default: for tests of durability. */
    public Builder durable() {
      durable = true;
      return this;
    }

    /** Any server setting, such as {@code deadlock_timeout} to {@code 100ms}. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** How long the server may take to start; 60 s by default. */
    public Builder startupWithin(Duration patience) {
      startup = patience;
      return this;
    }

    /**
     * Makes it a hot standby that streams from another server, which goes on meanwhile: a copy of
     * all its databases, with its password. It takes no writes, so no test database of its own.
     */
    public Builder standbyOf(EmbeddedServer server) {
      primary = server;
      major = server.major;
      return this;
    }

    Builder shared() {
      shared = true;
      return this;
    }

    /**
     * Starts the server and waits until it takes connections.
     *
     * @throws IllegalArgumentException if there are no binaries of that major
     * @throws IllegalStateException if it does not start; its log is in the message
     */
    public EmbeddedServer start() {
      PostgresBinaries.of(major);
      return new EmbeddedServer(this);
    }
  }
}
