/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Surroundings;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which classes the usual commands load, for the archive from which Java loads them
 * faster: runs the commands on a database of its own, in a process that writes the list. The build
 * calls it.
 */
public final class Training {

  private static final List<String> SCRIPTS =
      List.of(
          "V1__items.sql",
          "create table items (id bigint primary key, label text not null, price numeric(10, 2));"
              + " create index items_label on items (lower(label));",
          "V2__rows.sql",
          "insert into items select g, 'item ' || g, g from generate_series(1, 100) g;",
          "V3__note.sql",
          "-- clearway: lockTimeout=2s reason=\"training\"\n"
              + "alter table items add column note text default 'x', alter price set not null;",
          "V4__key.sql",
          "create table lots (id bigint primary key, item_id bigint references items (id));"
              + " alter table lots add constraint positive check (id > 0) not valid;",
          "V5__price.sql",
          "create index concurrently items_price on items (price);",
          "V6__touch.sql",
          "create function touch() returns trigger language plpgsql as $$ begin"
              + " new.note := now(); return new; end $$;"
              + " create trigger touch before update on items for each row execute function"
              + " touch();",
          "R__cheap.sql",
          "create or replace view cheap as select id, label from items where price < 5;");

  /**
   * Which security providers are looked at, and how numbers are printed, is another thing each
   * time.
   */
  private static final List<String> BY_CHANCE =
      List.of(
          "com/sun/security/",
          "java/security/AuthProvider",
          "javax/security/auth/",
          "jdk/internal/math/",
          "jdk/jfr/internal/handlers/",
          "org/jcp/",
          "sun/security/jgss/",
          "sun/security/pkcs11/",
          "sun/security/smartcardio/");

  /** What is only looked at, never run: the statements that migrations are made of. */
  private static final List<String> LOOKED_AT =
      List.of(
          "alter table orders alter column note set not null;",
          "alter table orders add column a uuid not null default gen_random_uuid(),"
              + " add column b bigint references items (id), add column c int check (c > 0);",
          "alter table orders add constraint k foreign key (item_id) references items (id);",
          "alter table orders add constraint u unique (number);",
          "alter table orders alter column number type bigint using number::bigint;",
          "alter table orders drop column note; alter table orders drop constraint k;",
          "alter table orders rename column note to remark; alter table orders rename to sales;",
          "create index orders_note on orders (note); drop index orders_note;",
          "create unique index concurrently orders_number on orders (number) where number > 0;",
          "drop table if exists old cascade; drop view if exists v; truncate orders;",
          "update orders set note = lower(note) where note is not null;",
          "update orders set note = 'x' where id = 4; delete from orders where note = 'x';",
          "insert into orders (id, note) select id, label from items;",
          "create table days (at date not null) partition by range (at);"
              + " create table days_1 partition of days for values from ('2024-01-01') to"
              + " ('2024-02-01');",
          "create type mood as enum ('good', 'bad'); alter type mood add value 'fair';",
          "comment on table orders is 'x'; grant select on orders to public;",
          "do $$ begin if true then alter table orders add column d serial; end if; end $$;",
          "create function one() returns int language sql as $$ select 1 $$;",
          "-- clearway: ignore=drop-column reason=\"training\"\n"
              + "alter table orders drop column e;",
          "lock table orders; refresh materialized view m; vacuum full orders;",
          "alter table orders ad column;");

  private Training() {}

  /**
   * Writes the list.
   *
   * @param args the installation's directory and the name of its first jar; or, in the process that
   *     is watched, a directory with scripts in {@code sql}, the URL of a database, and one more
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 3) {
      run(Path.of(args[0]), args[1]);
      // as the command line ends
      System.exit(0);
    }
    Path lib = Path.of(args[0]).resolve("lib");
    Path jar = lib.resolve(Path.of(args[1]).getFileName());
    Path list = lib.resolve("clearway.classlist");
    // jars of the same size and time may be others
    try (var old = Files.newDirectoryStream(lib, "*.jsa*")) {
      for (Path archive : old) {
        Files.delete(archive);
      }
    }
    Path work = Files.createTempDirectory("clearway-training");
    try (PostgresServer server = PostgresServer.start();
        TestDatabase database = server.createDatabase()) {
      Path scripts = Files.createDirectory(work.resolve("sql"));
      for (int i = 0; i < SCRIPTS.size(); i += 2) {
        Files.writeString(scripts.resolve(SCRIPTS.get(i)), SCRIPTS.get(i + 1));
      }
      Path lookedAt = Files.createDirectory(work.resolve("lint"));
      for (int i = 0; i < LOOKED_AT.size(); i++) {
        Files.writeString(lookedAt.resolve("V" + (i + 1) + "__x.sql"), LOOKED_AT.get(i));
      }
      watch(jar, list, work, database);
      Files.write(list, sorted(Files.readAllLines(list)));
    } finally {
      delete(work.toFile());
    }
  }

  private static void watch(Path jar, Path list, Path work, TestDatabase database)
      throws IOException, InterruptedException {
    ProcessBuilder watched =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // with the JDK's own archive in use, what comes from it would not be in the list
            "-Xshare:off",
            "-XX:DumpLoadedClassList=" + list,
            "-cp",
            jar.toString(),
            Training.class.getName(),
            work.toString(),
            database.jdbcUrl(),
            "watched");
    // the classes of zones and encodings are those of every build
    watched.environment().put("TZ", "UTC");
    watched.environment().put("LC_ALL", "C.UTF-8");
    watched.environment().put("PGUSER", database.user());
    watched.environment().put("PGPASSWORD", database.password());
    Process process = watched.redirectErrorStream(true).start();
    String said;
    try (InputStream output = process.getInputStream()) {
      said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (process.waitFor() != 0) {
      throw new IOException("the training failed: " + said);
    }
  }

  private static void run(Path here, String url) {
    String locations = "filesystem:" + here.resolve("sql");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Host host =
        new Host(
            new Surroundings(new HashMap<>(System.getenv()), here, here),
            nowhere,
            nowhere,
            false,
            false,
            StandardCharsets.UTF_8);
    Main.run(host, "--version");
    Main.run(host, "lint", "sql");
    Main.run(host, "lint", "sql/V3__note.sql");
    Main.run(host, "lint", "--format", "json", "sql");
    Main.run(host, "lint", "lint");
    Main.run(host, "lint", "lint/V1__x.sql");
    Main.run(host, "lint", "--color", "never", "--format", "github", "lint");
    for (String[] command :
        new String[][] {
          {"preflight", "--url", url, "--locations", locations},
          {"migrate", "--url", url, "--locations", locations},
          {"migrate", "--url", url, "--locations", locations},
          {"migrate", "--url", url, "--locations", locations, "--format", "json"},
          {"info", "--url", url, "--locations", locations},
          {"blockers", "--url", url}
        }) {
      int exitCode = Main.run(host, command);
      if (exitCode != 0) {
        System.out.println(command[0] + " ended with " + exitCode);
      }
    }
    Main.run(host, "--help");
  }

  /**
   * The same for every build: sorted, without what the JDK loads by chance, and each lambda once. A
   * lambda that two threads link at the same time is listed twice, from which JDK 17 can crash.
   */
  private static Set<String> sorted(List<String> lines) {
    Set<String> sorted = new TreeSet<>();
    for (String line : lines) {
      if (!line.startsWith("#")
          && !line.contains(Training.class.getName().replace('.', '/'))
          && BY_CHANCE.stream().noneMatch(line::startsWith)) {
        sorted.add(line);
      }
    }
    return sorted;
  }

  private static void delete(File file) {
    File[] inside = file.listFiles();
    if (inside != null) {
      for (File each : inside) {
        delete(each);
      }
    }
    file.delete();
  }
}
