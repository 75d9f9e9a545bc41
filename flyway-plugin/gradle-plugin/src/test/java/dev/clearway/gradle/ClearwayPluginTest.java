/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradle.api.Project;
import org.gradle.api.Task;
import org.gradle.testfixtures.ProjectBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a project that is set up and not built. */
class ClearwayPluginTest {

  @TempDir private Path folder;

  private Project project;
  private ClearwayExtension extension;

  @BeforeEach
  void apply() {
    project =
        ProjectBuilder.builder()
            .withProjectDir(folder.toFile())
            .withGradleUserHomeDir(folder.resolve("home").toFile())
            .build();
    project.getPluginManager().apply("dev.clearway");
    extension = project.getExtensions().getByType(ClearwayExtension.class);
  }

  private ClearwayCommand command(String name) {
    return (ClearwayCommand) project.getTasks().getByName(name);
  }

  private ClearwayLint lint() {
    return (ClearwayLint) project.getTasks().getByName("clearwayLint");
  }

  /** What Flyway's own plugin has: public fields, of which it makes a subclass. */
  public static class FlywayFields {
    public String url = "jdbc:postgresql://db1/shop";
    public String password = "secret";
    public String[] locations = {"filesystem:sql", "filesystem:more"};
    public Boolean outOfOrder = true;
    public String user;
    public Map<Object, Object> placeholders = Map.of("name", "value");
    public Map<String, String> pluginConfiguration = Map.of("clearway.lockTimeout", "2s");
  }

  @Test
  void eachCommandIsATask() {
    assertThat(project.getTasks().getNames())
        .contains(
            "clearwayLint",
            "clearwayMigrate",
            "clearwayPreflight",
            "clearwayInfo",
            "clearwayReport");
    assertThat(command("clearwayPreflight").getCommand().get()).isEqualTo("preflight");
    for (String name : List.of("clearwayLint", "clearwayMigrate", "clearwayPreflight")) {
      Task task = project.getTasks().getByName(name);
      assertThat(task.getGroup()).isEqualTo("Clearway");
      assertThat(task.getDescription()).isNotBlank();
    }
  }

  @Test
  void lintIsPartOfCheck() {
    Task check = project.getTasks().getByName("check");

    Set<? extends Task> before = check.getTaskDependencies().getDependencies(check);

    assertThat(before.stream().map(Task::getName)).contains("clearwayLint");
  }

  @Test
  void theCommandLineIsADependencyThatABuildMayReplace() {
    var tool = project.getConfigurations().getByName("clearway");
    assertThat(tool.isCanBeConsumed()).isFalse();
    project.getDependencies().add("clearway", "dev.clearway:clearway-cli:1.2.3");

    assertThat(tool.getIncoming().getDependencies())
        .singleElement()
        .satisfies(chosen -> assertThat(chosen.getVersion()).isEqualTo("1.2.3"));
  }

  @Test
  void thePluginBringsItsOwnVersionOfTheCommandLine() {
    var tool = project.getConfigurations().getByName("clearway");

    assertThat(tool.getIncoming().getDependencies())
        .singleElement()
        .satisfies(
            own -> {
              assertThat(own.getGroup()).isEqualTo("dev.clearway");
              assertThat(own.getName()).isEqualTo("clearway-cli");
              assertThat(own.getVersion()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
            });
  }

  @Test
  void settingsAreTypedAndGoOnAsTexts() {
    extension.getLockTimeout().set("2s");
    extension.getOutOfOrder().set(true);
    extension.getConnectRetries().set(3);
    extension.getLocations().set(List.of("filesystem:sql", "classpath:more"));
    extension.getPlaceholders().put("schema", "shop");

    assertThat(command("clearwayMigrate").getSettings().get())
        .containsOnly(
            entry("lockTimeout", "2s"),
            entry("outOfOrder", "true"),
            entry("connectRetries", "3"),
            entry("locations", "filesystem:sql,classpath:more"),
            entry("placeholders.schema", "shop"));
  }

  @Test
  void whatIsSetLaterCounts() {
    ClearwayCommand migrate = command("clearwayMigrate");

    extension.getLockTimeout().set("2s");

    assertThat(migrate.getSettings().get()).containsEntry("lockTimeout", "2s");
  }

  @Test
  void neitherAddressesNorPasswordsAreInputs() {
    extension.getUrl().set("jdbc:postgresql://db1/shop?password=hidden1");
    extension.getPassword().set("hidden2");
    extension.getPlaceholders().put("schema", "shop");
    FlywayFields flyway = new FlywayFields();
    flyway.password = "hidden3";
    project.getExtensions().add("flyway", flyway);

    assertThat(command("clearwayMigrate").getPassword().get()).isEqualTo("hidden2");
    assertThat(command("clearwayMigrate").getInputs().getProperties().toString())
        .doesNotContain("hidden");
    assertThat(lint().getInputs().getProperties().toString())
        .contains("placeholders.schema")
        .doesNotContain("hidden")
        .doesNotContain("db1");
  }

  @Test
  void whatFlywaysExtensionSaysIsReadWithoutKnowingIt() {
    ClearwayCommand migrate = command("clearwayMigrate");
    project.getExtensions().add("flyway", new FlywayFields());

    assertThat(migrate.getFlywayExtension().get())
        .containsOnly(
            entry("url", "jdbc:postgresql://db1/shop"),
            entry("password", "secret"),
            entry("locations", "filesystem:sql,filesystem:more"),
            entry("outOfOrder", "true"),
            entry("placeholders.name", "value"),
            entry("clearway.lockTimeout", "2s"));
    assertThat(lint().getFlywayExtension().get())
        .containsOnlyKeys("locations", "placeholders.name");
  }

  @Test
  void withoutFlywaysPluginThereIsNothingToRead() {
    assertThat(command("clearwayMigrate").getFlywayExtension().get()).isEmpty();
  }

  @Test
  void lintLooksAtScriptsWhereTheyAreSaidToBe() throws IOException {
    Path script = Files.createDirectories(folder.resolve("sql")).resolve("V1__one.sql");
    Files.writeString(script, "select 1;\n");
    assertThat(lint().hasScripts()).isFalse();

    extension.getLocations().add("filesystem:" + folder.resolve("sql"));

    assertThat(lint().hasScripts()).isTrue();
    assertThat(lint().getScripts().getAsFileTree().getFiles()).containsExactly(script.toFile());
    assertThat(lint().getSettings().get()).containsEntry("locations", "filesystem:sql");
  }

  @Test
  void flywaysConfigurationFileMaySayWhereScriptsAre() throws IOException {
    Files.writeString(folder.resolve("flyway.toml"), "[flyway]\n");

    assertThat(lint().hasScripts()).isTrue();
    assertThat(lint().getConfiguration().getFiles())
        .contains(
            folder.resolve("flyway.toml").toFile(), folder.resolve("clearway-lint.toml").toFile());
  }

  @Test
  void whatDependsOnMoreThanItsInputsIsNotCached() throws IOException {
    assertThat(lint().dependsOnInputsAlone()).isTrue();

    extension.getBaseline().set(folder.resolve("baseline.json").toFile());
    assertThat(lint().dependsOnInputsAlone()).as("it writes the baseline").isFalse();

    Files.writeString(folder.resolve("baseline.json"), "{}");
    assertThat(lint().dependsOnInputsAlone()).isTrue();
    assertThat(lint().getConfiguration().getFiles())
        .contains(folder.resolve("baseline.json").toFile());

    extension.getSince().set("origin/main");
    assertThat(lint().dependsOnInputsAlone()).as("a git ref moves").isFalse();
  }

  @Test
  void theReportIsNamedByItsFormat() {
    assertThat(lint().getReport().get().getAsFile().getName()).isEqualTo("lint.txt");

    extension.getLintFormat().set("sarif");

    assertThat(lint().getReport().get().getAsFile().getName()).isEqualTo("lint.sarif");
  }

  @Test
  void javaProjectsGiveTheirClassPath() {
    project.getPluginManager().apply("java");

    assertThat(command("clearwayMigrate").getMigrations().getFiles())
        .contains(project.file("build/classes/java/main"), project.file("build/resources/main"));
  }
}
