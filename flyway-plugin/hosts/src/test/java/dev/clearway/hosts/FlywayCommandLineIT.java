/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flyway's own command line, laid out as it is distributed, with our one jar among its drivers. */
@PostgresTest(template = SampleOrders.class)
@Timeout(300)
class FlywayCommandLineIT {

  private static final Path HOME = HostDocs.TARGET.resolve("flyway");
  private static Path bundle;

  @BeforeAll
  static void theBundle() throws IOException {
    try (Stream<Path> jars =
        Files.list(
            Path.of(System.getProperty("clearway.root"), "flyway-plugin/extension/target"))) {
      bundle = jars.filter(jar -> jar.toString().endsWith("-all.jar")).findFirst().orElseThrow();
    }
  }

  /** As its start script does; the class path in the order of that script. */
  private static ChildProcess.Builder flyway(
      Path home, TestDatabase database, String... arguments) {
    List<String> command = new ArrayList<>(List.of(ChildProcess.java(), "-cp"));
    command.add(
        Stream.of("lib/*", "lib/flyway/*", "drivers/*")
            .map(folder -> home.resolve(folder).toString())
            .collect(Collectors.joining(System.getProperty("path.separator"))));
    command.add("org.flywaydb.commandline.Main");
    command.addAll(List.of("-skipCheckForUpdate", "-url=" + database.jdbcUrl()));
    command.add("-locations=filesystem:" + SampleOrders.MIGRATIONS);
    command.addAll(List.of(arguments));
    return ChildProcess.of(command)
        .in(home)
        .with("FLYWAY_USER", database.user())
        .with("FLYWAY_PASSWORD", database.password())
        .with("REDGATE_DISABLE_TELEMETRY", "true");
  }

  /** The folder of a version, with our jar dropped in. */
  private static Path home(String version) throws IOException {
    Path home = HOME.resolve(version);
    Path drop = home.resolve("drivers").resolve(bundle.getFileName());
    if (!Files.exists(drop)) {
      Files.copy(bundle, drop);
    }
    return home;
  }

  @ParameterizedTest
  @ValueSource(strings = {"11", "12"})
  void theJarInTheDriversFolderIsAllItTakes(String version, TestDatabase database)
      throws Exception {
    Path home = home(version);

    ChildProcess run = BusyShop.underLoad(database, flyway(home, database, "migrate"));

    assertThat(run.exitCode()).as(run.output()).isZero();
    // the statement was understood: what it locks is known before it runs
    assertThat(run.output())
        .contains("AccessShareLock on public.orders")
        .contains("Successfully applied 1 migration");
    assertThat(BusyShop.isMigrated(database)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"11", "12"})
  void settingsAreFlywaysOwnKeys(String version, TestDatabase database) throws Exception {
    Path home = home(version);
    Path configuration = Files.createTempFile(home, "shop", ".toml");
    Files.writeString(configuration, HostDocs.block("docs/flyway-cli.md", "toml"));
    try (LockHolder report =
        LockHolder.in(database).application("report").idleAfter("select from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));
      ChildProcess impatient =
          flyway(
                  home,
                  database,
                  "-configFiles=" + configuration,
                  "-clearway.blockerPatience=200ms",
                  "migrate")
              .run();
      assertThat(impatient.exitCode()).as(impatient.output()).isEqualTo(1);
      assertThat(impatient.output()).contains("report").contains("200 ms");
    }
    ChildProcess bad = flyway(home, database, "-clearway.lockTimeout=soon", "migrate").run();
    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.output()).contains("lockTimeout").contains("soon");
    ChildProcess misspelled = flyway(home, database, "-clearway.lokTimeout=1s", "migrate").run();
    assertThat(misspelled.exitCode()).isEqualTo(1);
    assertThat(misspelled.output()).contains("clearway.lokTimeout").doesNotContain("\tat ");
    assertThat(BusyShop.isMigrated(database)).isFalse();
  }

  @Test
  void theBundleHoldsWhatItMust() throws IOException {
    try (JarFile jar = new JarFile(bundle.toFile())) {
      List<String> entries =
          jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
      assertThat(entries)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.startsWith("dev/clearway/") || name.startsWith("META-INF/"))
          .contains(
              "dev/clearway/flyway/ClearwayDatabaseType.class",
              "dev/clearway/bundled/antlr/runtime/Parser.class",
              "META-INF/licenses/antlr4-runtime.txt",
              "META-INF/licenses/clearway-and-pgcodekeeper-core.txt");
      assertThat(read(jar, "META-INF/services/org.flywaydb.core.extensibility.Plugin"))
          .isEqualToIgnoringWhitespace(
              "dev.clearway.flyway.ClearwayDatabaseType"
                  + " dev.clearway.flyway.ClearwayConfigurationExtension");
      // what scanners know a bundled library by, and what the list of licences has to name
      String licences = read(jar, "META-INF/licenses/THIRD-PARTY.txt");
      List<String> bundled =
          entries.stream()
              .filter(name -> name.matches("META-INF/maven/.*/pom.properties"))
              .map(name -> name.split("/")[2] + ":" + name.split("/")[3])
              .filter(name -> !name.startsWith("dev.clearway:"))
              .toList();
      assertThat(bundled).isNotEmpty().allSatisfy(name -> assertThat(licences).contains(name));
    }
  }

  /** Nothing that was left out is asked for, but what the host has. */
  @Test
  void theBundleMissesNothing() throws IOException {
    StringWriter out = new StringWriter();
    String hosts;
    try (Stream<Path> jars = Files.walk(home("12"))) {
      hosts =
          jars.filter(file -> file.toString().endsWith(".jar"))
              .filter(file -> !file.getFileName().equals(bundle.getFileName()))
              .map(Path::toString)
              .collect(Collectors.joining(System.getProperty("path.separator")));
    }
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "--multi-release",
                "17",
                "--class-path",
                hosts,
                "--missing-deps",
                bundle.toString());
    assertThat(code).as(out.toString()).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("   ")))
        // annotations that no run needs
        .allMatch(line -> line.contains("org.jspecify.annotations"));
  }

  private static String read(JarFile jar, String entry) throws IOException {
    return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes());
  }
}
