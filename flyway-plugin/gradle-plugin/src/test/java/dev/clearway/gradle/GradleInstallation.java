/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradle.instrumentation.agent.Agent;
import org.gradle.internal.installation.beacon.InstallationBeacon;

/**
 * A Gradle that can be started: the one that {@code -Dgradle.home} names (in the profile, {@code
 * GRADLE_HOME} too), or else one put together from the jar of its API, which holds nearly all of
 * its classes. The latter is no distribution of Gradle's: it has no Kotlin DSL and none of the
 * plugins that need libraries of their own.
 *
 * @param command how it is started, without arguments
 */
record GradleInstallation(List<String> command) {

  private static final String SUFFIX = "-classpath.properties";

  /** Modules that the launcher asks for by name, and that the API's jar says nothing about. */
  private static final Set<String> UNDESCRIBED =
      Set.of("gradle-daemon-main", "gradle-daemon-server", "gradle-gradle-cli");

  /** Where Gradle itself looks into the JDK. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.net",
          "java.base/java.nio.charset",
          "java.base/java.util",
          "java.base/java.util.concurrent.atomic",
          "java.prefs/java.util.prefs");

  /**
   * The one to test with.
   *
   * @param folder where to put one together
   */
  static GradleInstallation in(Path folder) throws IOException {
    String home = System.getProperty("gradle.home", "");
    // Maven leaves the name of a variable that is not set as it is
    if (!home.isEmpty() && !home.startsWith("${")) {
      return new GradleInstallation(List.of(Path.of(home, "bin", "gradle").toString()));
    }
    Path lib = folder.resolve("lib");
    if (!Files.exists(lib)) {
      Path begun = folder.resolveSibling(folder.getFileName() + ".begun");
      Assembly assembly = new Assembly(begun.resolve("lib"));
      assembly.assemble();
      Files.move(begun, folder);
    }
    return new GradleInstallation(command(lib));
  }

  private static List<String> command(Path lib) {
    String version = System.getProperty("gradle.version");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // the same as Gradle gives its daemon, which would otherwise be started beside this process
    command.addAll(
        List.of("-XX:MaxMetaspaceSize=384m", "-XX:+HeapDumpOnOutOfMemoryError", "-Xmx512m"));
    for (String name : OPENED) {
      command.add("--add-opens=" + name + "=ALL-UNNAMED");
    }
    command.add("-javaagent:" + lib.resolve("gradle-instrumentation-agent-" + version + ".jar"));
    command.add("-classpath");
    command.add(
        Stream.of("gradle-base-services", "gradle-installation-beacon")
            .map(name -> lib.resolve(name + "-" + version + ".jar").toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.add("org.gradle.launcher.GradleMain");
    return command;
  }

  /** A folder lib as Gradle's module registry expects it. */
  private static final class Assembly {

    private final Path lib;
    private final String version = System.getProperty("gradle.version");
    private final Path parts = Path.of(System.getProperty("gradle.parts"));

    Assembly(Path lib) {
      this.lib = lib;
    }

    void assemble() throws IOException {
      // without this one it is not taken for an installation
      Files.createDirectories(lib.resolve("plugins"));
      Path api = parts.resolve("gradle-api-" + version + ".jar");
      try (Stream<Path> jars = Files.list(parts)) {
        for (Path jar : jars.filter(part -> !part.equals(api)).toList()) {
          Files.copy(jar, lib.resolve(jar.getFileName()));
        }
      }
      Map<String, byte[]> modules = modules(api);
      Set<String> libraries = new TreeSet<>();
      Set<String> needed = new TreeSet<>(UNDESCRIBED);
      for (byte[] description : modules.values()) {
        libraries.addAll(listed(description, "runtime"));
        needed.addAll(listed(description, "projects"));
        needed.addAll(listed(description, "optional"));
      }
      // their classes are in the API's jar
      for (String library : libraries) {
        if (!Files.exists(lib.resolve(library))) {
          jar(lib.resolve(library), new Manifest(), Map.of());
        }
      }
      needed.removeAll(modules.keySet());
      String all = "projects=" + String.join(",", modules.keySet()) + "\nruntime=\n";
      for (String module : needed) {
        String none = "projects=\nruntime=\n";
        modules.put(
            module, (UNDESCRIBED.contains(module) ? all : none).getBytes(StandardCharsets.UTF_8));
      }
      for (Map.Entry<String, byte[]> module : modules.entrySet()) {
        if (!module.getKey().equals("gradle-base-services")) {
          module(module.getKey(), module.getValue());
        }
      }
      Files.createLink(path("gradle-base-services"), api);
      beacon();
      agent();
    }

    /** What the API's jar says of the modules that it was made of. */
    private static Map<String, byte[]> modules(Path api) throws IOException {
      Map<String, byte[]> modules = new LinkedHashMap<>();
      try (JarFile jar = new JarFile(api.toFile())) {
        for (JarEntry entry : jar.stream().toList()) {
          String name = entry.getName();
          if (name.endsWith(SUFFIX) && !name.contains("/")) {
            try (InputStream description = jar.getInputStream(entry)) {
              modules.put(
                  name.substring(0, name.length() - SUFFIX.length()), description.readAllBytes());
            }
          }
        }
      }
      return modules;
    }

    private static Set<String> listed(byte[] description, String key) throws IOException {
      Properties properties = new Properties();
      properties.load(new ByteArrayInputStream(description));
      Set<String> names = new TreeSet<>(List.of(properties.getProperty(key, "").split(",")));
      names.remove("");
      return names;
    }

    private void module(String name, byte[] description) throws IOException {
      jar(path(name), besideApi(), Map.of(name + SUFFIX, description));
    }

    private void beacon() throws IOException {
      jar(path("gradle-installation-beacon"), new Manifest(), classFile(InstallationBeacon.class));
    }

    private void agent() throws IOException {
      Manifest manifest = besideApi();
      manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Agent.class.getName());
      Map<String, byte[]> entries = new LinkedHashMap<>(classFile(Agent.class));
      String name = "gradle-instrumentation-agent";
      entries.put(name + SUFFIX, "projects=\nruntime=\n".getBytes(StandardCharsets.UTF_8));
      Files.deleteIfExists(path(name));
      jar(path(name), manifest, entries);
    }

    private Path path(String module) {
      return lib.resolve(module + "-" + version + ".jar");
    }

    /** A process that is started from this jar finds Gradle's classes. */
    private Manifest besideApi() {
      Manifest manifest = new Manifest();
      manifest
          .getMainAttributes()
          .put(Attributes.Name.CLASS_PATH, "gradle-base-services-" + version + ".jar");
      return manifest;
    }

    private static Map<String, byte[]> classFile(Class<?> type) throws IOException {
      String name = type.getName().replace('.', '/') + ".class";
      try (InputStream bytes = type.getResourceAsStream("/" + name)) {
        return Map.of(name, bytes.readAllBytes());
      }
    }

    private static void jar(Path file, Manifest manifest, Map<String, byte[]> entries)
        throws IOException {
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          jar.putNextEntry(new JarEntry(entry.getKey()));
          jar.write(entry.getValue());
          jar.closeEntry();
        }
      }
      Files.write(file, bytes.toByteArray());
    }
  }
}
