/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.extensibility.Plugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFlywayClassLoaderTest {

  private final ClassLoader parent = getClass().getClassLoader();
  private final ClassLoader loader = new PlainFlywayClassLoader(parent);

  @Test
  void loadsFlywayAgainAndEverythingElseFromTheParent() throws Exception {
    assertThat(loader.loadClass(Flyway.class.getName())).isNotSameAs(Flyway.class);
    assertThat(loader.loadClass("org.postgresql.Driver"))
        .isSameAs(parent.loadClass("org.postgresql.Driver"));
  }

  @Test
  void findsFlywaysOwnPluginsOnly() throws Exception {
    Class<?> plugin = loader.loadClass(Plugin.class.getName());

    assertThat(ServiceLoader.load(plugin, loader))
        .extracting(found -> found.getClass().getName())
        .contains("org.flywaydb.database.postgresql.PostgreSQLDatabaseType")
        .allMatch(name -> name.startsWith("org.flywaydb."));
  }

  @Test
  void leavesOurLinesOutOfAFileThatAllPluginsShare(@TempDir Path shaded) throws Exception {
    Path file = shaded.resolve("META-INF/services/" + Plugin.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        # a comment
        dev.clearway.flyway.SomethingOfOurs
        org.flywaydb.database.postgresql.PostgreSQLDatabaseType
        """);
    try (var fatJar = new URLClassLoader(new URL[] {shaded.toUri().toURL()}, null)) {
      var seen =
          new PlainFlywayClassLoader(fatJar)
              .getResources("META-INF/services/" + Plugin.class.getName());

      assertThat(new String(seen.nextElement().openStream().readAllBytes()))
          .isEqualTo("org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
      assertThat(seen.hasMoreElements()).isFalse();
    }
  }

  @Test
  void hidesTheExtensionsClasses() {
    assertThatThrownBy(() -> loader.loadClass("dev.clearway.flyway.GuardedFlyway"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
