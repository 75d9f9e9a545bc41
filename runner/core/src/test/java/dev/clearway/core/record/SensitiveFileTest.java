/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitiveFileTest {

  @TempDir Path directory;

  private final List<String> notices = new CopyOnWriteArrayList<>();

  @BeforeEach
  void filesHaveOwners() {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
  }

  private SensitiveFile in(Path folder) {
    return new SensitiveFile(folder, "run", Clock.systemUTC(), notices::add);
  }

  private static List<Map<?, ?>> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .<Map<?, ?>>map(line -> (Map<?, ?>) JsonText.read(line))
        .toList();
  }

  @Test
  void itIsItsOwnersAloneAndHasEachTextOnceBesideWhatTheReportShows() throws IOException {
    Path folder = directory.resolve("a/b");
    try (SensitiveFile file = in(folder)) {
      for (int look = 0; look < 3; look++) {
        file.query(7, "crm", "select 1 from c where m = 'a@b.c'");
      }
      file.query(8, null, "select 1 from c where m = 'a@b.c'");
      file.error("V1__a.sql", 3, "insert 'x'", "23505", "Key (m)=(a@b.c) already exists.");
      file.notice("V1__a.sql", "00000", "now a@b.c");
    }

    Path written = folder.resolve("run.jsonl");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(lines(written))
        .extracting(line -> String.valueOf(line.get("type")))
        .containsExactly("query", "query", "error", "notice");
    Map<?, ?> query = lines(written).get(0);
    assertThat(query.get("text")).isEqualTo("select 1 from c where m = 'a@b.c'");
    assertThat(query.get("normalised")).isEqualTo("select $1 from c where m = $2");
    assertThat(lines(written).get(2).get("text")).isEqualTo("Key (m)=(a@b.c) already exists.");
    assertThat(notices).singleElement().asString().contains(written.toString());
  }

  @Test
  void passwordsOfRolesAreNotEvenHere() throws IOException {
    try (SensitiveFile file = in(directory)) {
      file.query(7, "psql", "alter role app password 'hunter2'");
      file.error(
          "V1__a.sql", 1, "create role r PASSWORD E'hun''ter2' bad", "42601", "near \"bad\"");
    }

    assertThat(Files.readString(directory.resolve("run.jsonl")))
        .contains("alter role app password '*******'")
        .doesNotContain("ter2");
  }

  @Test
  void withNothingToSayThereIsNoFile() {
    in(directory).close();

    assertThat(directory).isEmptyDirectory();
    assertThat(notices).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsOneNotice() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    try (SensitiveFile sensitive = in(file.resolve("x"))) {
      sensitive.notice("V1__a.sql", null, "one");
      sensitive.notice("V1__a.sql", null, "two");
    }

    assertThat(notices).singleElement().asString().contains("the run goes on without it");
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenTo() throws IOException {
    Path trap = Files.writeString(directory.resolve("run.jsonl"), "mine");
    try (SensitiveFile sensitive = in(directory)) {
      sensitive.notice("V1__a.sql", null, "one");
    }

    assertThat(trap).hasContent("mine");
    assertThat(notices).hasSize(1);
  }
}
