/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes with Clearway, and under which licences. */
class BillsOfMaterialIT {

  /** Licences that ask for no more than to be named. */
  private static final Set<String> ALLOWED =
      Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "0BSD");

  private static final String CORE = "runner/core";
  private static final String EXTENSION = "flyway-plugin/extension";
  private static final String CLI = "runner/cli";

  private static List<Path> jars(String module) throws IOException {
    try (Stream<Path> files = Files.list(HostDocs.ROOT.resolve(module).resolve("target"))) {
      List<Path> jars =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches("clearway-[a-z]+-[^-]+(-SNAPSHOT)?(-all)?\\.jar"))
              .toList();
      assertThat(jars).isNotEmpty();
      return jars;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, EXTENSION, CLI})
  void everyJarHasTheLicence(String module) throws IOException {
    for (Path file : jars(module)) {
      try (JarFile jar = new JarFile(file.toFile())) {
        assertThat(new String(jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes()))
            .isEqualTo(Files.readString(HostDocs.ROOT.resolve("LICENSE")));
      }
    }
  }

  /** Components by name, with their licence; there is no bill where the build was offline. */
  private static Map<String, String> components(String module) throws IOException {
    Map<String, String> licences = new TreeMap<>();
    for (Path file : jars(module)) {
      try (JarFile jar = new JarFile(file.toFile())) {
        List<ZipEntry> bills =
            jar.stream()
                .map(ZipEntry.class::cast)
                .filter(entry -> entry.getName().matches("META-INF/sbom/.*\\.cdx\\.json"))
                .toList();
        assumeTrue(!bills.isEmpty(), "built without bills of materials");
        for (ZipEntry bill : bills) {
          String json = new String(jar.getInputStream(bill).readAllBytes());
          List<Map<String, Object>> components = Recipes.at(Recipes.yaml(json), "components");
          for (Map<String, Object> component : components) {
            if (!"dev.clearway".equals(component.get("group"))) {
              // one of them, whatever platform this is
              String name = component.get("group") + ":" + component.get("name");
              licences.put(name.replaceFirst("-(linux|darwin|windows)-.*", ""), licence(component));
            }
          }
        }
      }
    }
    return licences;
  }

  /** Of several to choose from, the first that is allowed. */
  private static String licence(Map<String, Object> component) {
    List<Map<String, Object>> licences = Recipes.at(component, "licenses");
    List<String> names =
        licences.stream().map(licence -> (String) Recipes.at(licence, "license", "id")).toList();
    return names.stream().filter(ALLOWED::contains).findFirst().orElse(String.valueOf(names));
  }

  @Test
  void thePageListsAllThatComesAlong() throws IOException {
    Map<String, String> components = new TreeMap<>(components(CLI));
    components.putAll(components(EXTENSION));
    components.putAll(components(CORE));
    assertThat(components.values()).allMatch(ALLOWED::contains);
    String page = Files.readString(HostDocs.ROOT.resolve("docs/licences.md"));
    assertThat(
            page.lines()
                .filter(line -> line.matches("\\| `[^`]+:[^`]+` \\|.*"))
                .map(line -> line.split("\\|"))
                .collect(
                    Collectors.toMap(
                        cells -> cells[1].strip().replace("`", ""), cells -> cells[2].strip())))
        .isEqualTo(components);
  }
}
