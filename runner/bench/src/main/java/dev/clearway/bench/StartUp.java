/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long whole commands take, from the start of the process to its end: the installed command
 * against the same jars started plainly with {@code java -jar}, taking turns.
 */
public final class StartUp {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration PREFLIGHT_ALLOWED = Duration.ofSeconds(2);

  private static final Crowd CROWD = Crowd.REAL;
  private static final int TRIVIAL = 300;
  private static final int MOST_TRIVIAL_ROUNDS = 7;

  /** What scripts of migrations are made of; the last three need the whole grammar. */
  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE t%1$d (id bigint PRIMARY KEY, name text NOT NULL, at timestamptz);",
          "ALTER TABLE t%2$d ADD COLUMN note%1$d text;",
          "CREATE INDEX CONCURRENTLY t%2$d_i%1$d ON t%2$d (name);",
          "ALTER TABLE t%2$d ADD CONSTRAINT c%1$d CHECK (id > 0) NOT VALID;",
          "INSERT INTO t%2$d (id, name) VALUES (%1$d, 'one'), (%1$d + 1, 'two');",
          "UPDATE t%2$d SET name = upper(name) WHERE id = %1$d;",
          "ALTER TABLE t%2$d ALTER COLUMN name SET NOT NULL;",
          "DROP TABLE IF EXISTS old%1$d CASCADE;",
          "COMMENT ON COLUMN t%2$d.name IS 'what it is called';",
          "CREATE OR REPLACE VIEW v%1$d AS SELECT id, count(*) FROM t%2$d GROUP BY id;",
          "CREATE FUNCTION f%1$d() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;",
          "DELETE FROM t%2$d WHERE id IN (SELECT id FROM t%2$d WHERE name LIKE 'x%%');");

  private record Result(Map<String, List<Duration>> took) {
    Duration median(String name) {
      List<Duration> all = took.get(name);
      if (all == null) {
        throw new IllegalStateException(name + " was not measured");
      }
      return Figures.median(all);
    }

    void add(String name, Duration duration) {
      took.computeIfAbsent(name, absent -> new ArrayList<>()).add(duration);
    }

    double ratio(String name, String to) {
      return (double) median(name).toNanos() / median(to).toNanos();
    }
  }

  private final Path home;
  private final Path jar;
  private final int rounds;
  private final @Nullable String squawk;
  private final Path work;

  private StartUp(Path home, int rounds, @Nullable String squawk, Path work) throws IOException {
    this.home = home;
    this.rounds = rounds;
    this.squawk = squawk;
    this.work = work;
    try (var jars = Files.newDirectoryStream(home.resolve("lib"), "clearway-cli-*.jar")) {
      jar = jars.iterator().next();
    }
  }

  /**
   * Prints the table.
   *
   * @param args the installation's directory, how often each is run, and squawk's path, which may
   *     be left out
   */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("clearway-start-up");
    String squawk = args.length > 2 ? args[2] : null;
    boolean met;
    try {
      met = new StartUp(Path.of(args[0]), Integer.parseInt(args[1]), squawk, work).measure();
    } finally {
      try (var files = Files.walk(work)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(met ? 0 : 1);
  }

  private List<String> installed(String... args) {
    return with(List.of(home.resolve("bin/clearway").toString()), args);
  }

  private List<String> plain(String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return with(List.of(java, "-jar", jar.toString()), args);
  }

  private static List<String> with(List<String> command, String... args) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(args));
    return all;
  }

  private boolean measure() throws Exception {
    Map<String, String> environment =
        new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
    run(installed("--version"), with(environment, "CLEARWAY_ARCHIVE", "now"));
    Files.writeString(work.resolve("one.sql"), "ALTER TABLE orders ADD COLUMN note text;\n");
    Files.writeString(
        work.resolve("found.sql"), "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n");
    Files.writeString(
        work.resolve("any.sql"),
        "CREATE VIEW v AS SELECT id, count(*) FROM orders WHERE note LIKE 'x%' GROUP BY id;\n");
    scripts("many", 375);
    Result result = new Result(new LinkedHashMap<>());
    try (PostgresServer server = PostgresServer.start();
        TestDatabase database = server.createDatabase()) {
      Path migrations = Files.createDirectory(work.resolve("sql"));
      TrivialMigrations.write(migrations, 10);
      environment.put("PGUSER", database.user());
      environment.put("PGPASSWORD", database.password());
      String[] migrate = {"migrate", "--url", database.jdbcUrl(), "--locations", "filesystem:sql"};
      run(installed(migrate), environment);
      Map<String, List<String>> commands = new LinkedHashMap<>();
      commands.put("plain --version", plain("--version"));
      commands.put("--version", installed("--version"));
      commands.put("plain migrate", plain(migrate));
      commands.put("migrate", installed(migrate));
      commands.put("plain lint one", plain("lint", "one.sql"));
      commands.put("lint one", installed("lint", "one.sql"));
      commands.put("lint found", installed("lint", "found.sql", "--fail-on", "none"));
      commands.put("lint any", installed("lint", "any.sql"));
      commands.put("lint many", installed("lint", "many", "--fail-on", "none"));
      if (squawk != null) {
        List<String> files = new ArrayList<>(List.of(squawk));
        for (int i = 1; i <= 375; i++) {
          files.add("many/V" + i + "__step.sql");
        }
        commands.put("squawk", files);
      }
      turns(commands, environment, result);
      trivial(server, environment, result);
    }
    preflight(environment, result);
    boolean met = print(result);
    return growth(environment) && met;
  }

  private void scripts(String directory, int count) throws IOException {
    Path folder = Files.createDirectory(work.resolve(directory));
    for (int i = 1; i <= count; i++) {
      StringBuilder script = new StringBuilder();
      for (int j = 0; j <= i % 3; j++) {
        String statement = STATEMENTS.get((i * 3 + j * 7) % STATEMENTS.size());
        script.append(Figures.format(statement, i, i / 12)).append('\n');
      }
      Files.writeString(folder.resolve("V" + i + "__step.sql"), script);
    }
  }

  private void turns(
      Map<String, List<String>> commands, Map<String, String> environment, Result result)
      throws Exception {
    for (int round = 0; round <= rounds; round++) {
      System.err.printf("round %d of %d%n", round, rounds);
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        Duration one = run(command.getValue(), environment);
        // the first reads files from the disk
        if (round > 0) {
          result.add(command.getKey(), one);
        }
      }
    }
  }

  /** Of many migrations, on a large database with many locks. */
  private void preflight(Map<String, String> environment, Result result) throws Exception {
    CROWD.writeMigrations(Files.createDirectory(work.resolve("crowd")));
    try (EmbeddedServer server = Crowd.server();
        TestDatabase database = server.createDatabase(CROWD);
        Connection holder = database.connect("holder");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute(CROWD.locking());
      Map<String, String> more = new HashMap<>(environment);
      more.put("PGUSER", database.user());
      more.put("PGPASSWORD", database.password());
      String[] preflight = {
        "preflight", "--url", database.jdbcUrl(), "--locations", "filesystem:crowd"
      };
      Map<String, List<String>> commands = new LinkedHashMap<>();
      commands.put("plain preflight", plain(preflight));
      commands.put("preflight", installed(preflight));
      turns(commands, more, result);
      holder.rollback();
    }
  }

  /** Each time in a new database: the installed command against a program that calls Flyway. */
  private void trivial(PostgresServer server, Map<String, String> environment, Result result)
      throws Exception {
    Path migrations = Files.createDirectory(work.resolve("trivial"));
    TrivialMigrations.write(migrations, TRIVIAL);
    for (int round = 0; round <= Math.min(rounds, MOST_TRIVIAL_ROUNDS); round++) {
      System.err.printf("%d migrations, round %d%n", TRIVIAL, round);
      for (boolean guarded : new boolean[] {true, false}) {
        try (TestDatabase database = server.createDatabase()) {
          Map<String, String> more = new HashMap<>(environment);
          more.put("PGUSER", database.user());
          more.put("PGPASSWORD", database.password());
          String url = database.jdbcUrl();
          Duration took =
              guarded
                  ? run(
                      installed("migrate", "--url", url, "--locations", "filesystem:trivial"), more)
                  : ChildJvm.run(
                          ChildJvm.classPathWithoutExtension(),
                          List.of(),
                          MigrateMain.class,
                          List.of(url, database.user(), "filesystem:" + migrations, "latest"),
                          more)
                      .took();
          if (database.queryLong("SELECT count(*) FROM flyway_schema_history WHERE success")
              != TRIVIAL) {
            throw new IOException("not all of the trivial migrations were applied");
          }
          if (round > 0) {
            result.add(guarded ? "migrate trivial" : "plain trivial", took);
          }
        }
      }
    }
  }

  private Duration run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.get(0) + " did not end");
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    boolean squawks = command.get(0).equals(squawk);
    // the large database is not clear
    int expected = command.contains("preflight") ? RunOutcome.CONTENTION.exitCode() : 0;
    if (process.exitValue() != expected && !squawks) {
      throw new IOException(command + " ended with " + process.exitValue());
    }
    return took;
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> more = new HashMap<>(all);
    more.put(name, value);
    return more;
  }

  // ---------------------------------------------------------------- the table

  private boolean print(Result result) {
    System.out.printf(
        "Java %s, %d cores; median of %d.%n%n",
        System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), rounds);
    System.out.println("| command | time | compared with | time | ratio | target | met |");
    System.out.println("|---|--:|---|--:|--:|--:|---|");
    boolean met =
        row(result, "`clearway --version`", "--version", "`java -jar`", "plain --version", 0.85);
    met &=
        row(
            result,
            "`clearway migrate`, nothing pending",
            "migrate",
            "`java -jar`",
            "plain migrate",
            0.7);
    met &=
        row(
            result,
            "`clearway migrate`, " + TRIVIAL + " trivial migrations",
            "migrate trivial",
            "a program that calls Flyway, without Clearway",
            "plain trivial",
            1.1);
    boolean quick = result.median("preflight").compareTo(PREFLIGHT_ALLOWED) <= 0;
    met &= quick;
    row(
        result,
        "`clearway preflight` of " + CROWD.migrations() + " migrations; " + CROWD.words(),
        "preflight",
        "`java -jar`",
        "plain preflight",
        "≤ " + PREFLIGHT_ALLOWED.toSeconds() + " s",
        quick);
    met &=
        row(
            result,
            "`clearway lint`, one `ALTER TABLE`",
            "lint one",
            "`clearway --version`",
            "--version",
            2);
    row(result, "the same", "lint one", "`java -jar`", "plain lint one", 0);
    met &=
        row(
            result,
            "`clearway lint`, one `SET NOT NULL`, with a finding",
            "lint found",
            "`clearway --version`",
            "--version",
            2);
    row(
        result,
        "`clearway lint`, one view, which takes the grammar",
        "lint any",
        "`clearway --version`",
        "--version",
        0);
    if (squawk != null) {
      met &= row(result, "`clearway lint`, 375 files", "lint many", "`squawk`", "squawk", 5);
    }
    return met;
  }

  private static boolean row(
      Result result, String what, String name, String against, String other, double target) {
    boolean met = target == 0 || result.ratio(name, other) <= target;
    row(result, what, name, against, other, target == 0 ? "" : Figures.format("≤ %s", target), met);
    return met;
  }

  private static void row(
      Result result,
      String what,
      String name,
      String against,
      String other,
      String target,
      boolean met) {
    System.out.println(
        Figures.format(
            "| %s | %s | %s | %s | %.2f | %s | %s |",
            what,
            Figures.millis(result.median(name)),
            against,
            Figures.millis(result.median(other)),
            result.ratio(name, other),
            target,
            target.isEmpty() ? "" : met ? "yes" : "**no**"));
  }

  /** Whether thousands of files take a small heap, and no more time each than fewer do. */
  private boolean growth(Map<String, String> environment) throws Exception {
    Map<String, String> small = with(environment, "CLEARWAY_OPTS", "-Xmx128m");
    Map<String, List<String>> commands = new LinkedHashMap<>();
    for (int count : new int[] {1_250, 2_500, 5_000}) {
      scripts("files" + count, count);
      commands.put(String.valueOf(count), installed("lint", "files" + count, "--fail-on", "none"));
    }
    Result result = new Result(new LinkedHashMap<>());
    for (int round = 0; round < 3; round++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        result.add(command.getKey(), run(command.getValue(), small));
      }
    }
    System.out.println();
    System.out.println("| files, within `-Xmx128m` | time |");
    System.out.println("|--:|--:|");
    commands
        .keySet()
        .forEach(
            count ->
                System.out.println(
                    "| " + count + " | " + Figures.millis(result.median(count)) + " |"));
    return result.ratio("5000", "1250") <= 4;
  }
}
