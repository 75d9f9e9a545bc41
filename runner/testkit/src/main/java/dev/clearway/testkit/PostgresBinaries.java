/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Finds the archive of a major's server. One major is on the class path; more would clash there,
 * because their resources have one name, and are therefore read from jars {@code postgres-N.jar} in
 * the folder that system property {@code clearway.postgres.binaries} names.
 */
final class PostgresBinaries {

  private static final String FOLDER = "clearway.postgres.binaries";

  private PostgresBinaries() {}

  static int classPathMajor() {
    Properties properties = new Properties();
    try (InputStream in =
        PostgresBinaries.class.getResourceAsStream("classpath-server.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("version", "");
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  static SortedSet<Integer> majors() {
    SortedSet<Integer> majors = new TreeSet<>();
    majors.add(classPathMajor());
    for (int major = 10; major < 100; major++) {
      if (Files.isRegularFile(jar(major))) {
        majors.add(major);
      }
    }
    return majors;
  }

  static PgBinaryResolver of(int major) {
    if (major == classPathMajor()) {
      return DefaultPostgresBinaryResolver.INSTANCE;
    }
    Path jar = jar(major);
    if (Files.isRegularFile(jar)) {
      return new JarResolver(jar);
    }
    throw new IllegalArgumentException(
        "no binaries of PostgreSQL "
            + major
            + ": there are those of "
            + majors()
            + "; see the system property "
            + FOLDER);
  }

  private static Path jar(int major) {
    return Path.of(System.getProperty(FOLDER, "target/postgres"), "postgres-" + major + ".jar");
  }

  /** A record, because the library unpacks once for each of several equal resolvers. */
  private record JarResolver(Path jar) implements PgBinaryResolver {
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
      ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)));
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".txz")) {
          return zip;
        }
      }
      zip.close();
      throw new IOException("no archive of a server in " + jar);
    }
  }
}
