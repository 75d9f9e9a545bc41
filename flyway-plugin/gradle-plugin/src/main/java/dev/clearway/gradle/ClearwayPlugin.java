/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradle.api.Plugin;
import org.gradle.api.Project;
import org.gradle.api.artifacts.Configuration;
import org.gradle.api.file.RegularFile;
import org.gradle.api.plugins.JavaPluginExtension;
import org.gradle.api.provider.MapProperty;
import org.gradle.api.provider.Provider;
import org.gradle.api.provider.ProviderFactory;
import org.gradle.api.tasks.SourceSet;
import org.gradle.api.tasks.TaskProvider;
import org.gradle.language.base.plugins.LifecycleBasePlugin;

/**
 * {@code plugins { id 'dev.clearway' }}: the extension {@code clearway}, a task for each command,
 * and lint as part of {@code check}.
 */
public final class ClearwayPlugin implements Plugin<Project> {

  /** What our own Gradle properties begin with. */
  static final String OURS = "clearway.";

  private static final String FLYWAYS = "flyway.";
  private static final String GROUP = "Clearway";

  @Override
  public void apply(Project project) {
    project.getPluginManager().apply(LifecycleBasePlugin.class);
    ClearwayExtension extension =
        project.getExtensions().create("clearway", ClearwayExtension.class);
    Provider<Configuration> tool = tool(project);
    project
        .getPluginManager()
        .withPlugin(
            "java",
            java ->
                extension
                    .getClasspath()
                    .from(
                        project
                            .getExtensions()
                            .getByType(JavaPluginExtension.class)
                            .getSourceSets()
                            .named(SourceSet.MAIN_SOURCE_SET_NAME)
                            .map(SourceSet::getRuntimeClasspath)));
    command(project, extension, tool, "migrate", "Applies pending migrations under the guard.");
    command(
        project,
        extension,
        tool,
        "preflight",
        "The deploy gate: fails with HOLD or NO-GO. Reads only.");
    command(project, extension, tool, "info", "Shows the state of every migration.");
    command(
            project,
            extension,
            tool,
            "report",
            "Drafts the incident report of a run, from its flight record.")
        .configure(task -> reports(task, project.getProviders()));
    TaskProvider<ClearwayLint> lint = lint(project, extension, tool);
    project
        .getTasks()
        .named(LifecycleBasePlugin.CHECK_TASK_NAME)
        .configure(check -> check.dependsOn(lint));
  }

  /** The command line's jars; a build may choose another version of them. */
  private static Provider<Configuration> tool(Project project) {
    return project
        .getConfigurations()
        .register(
            "clearway",
            configuration -> {
              configuration.setDescription("Clearway, as this build runs it.");
              configuration.setCanBeConsumed(false);
              configuration.setVisible(false);
              // only the demo needs a PostgreSQL of its own
              configuration.exclude(Map.of("group", "dev.clearway", "module", "clearway-testkit"));
              configuration.defaultDependencies(
                  dependencies ->
                      dependencies.add(
                          project
                              .getDependencies()
                              .create("dev.clearway:clearway-cli:" + version())));
            });
  }

  private static TaskProvider<ClearwayCommand> command(
      Project project,
      ClearwayExtension extension,
      Provider<Configuration> tool,
      String name,
      String description) {
    ProviderFactory providers = project.getProviders();
    return project
        .getTasks()
        .register(
            "clearway" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
            ClearwayCommand.class,
            task -> {
              task.setGroup(GROUP);
              task.setDescription(description);
              task.getTool().from(tool);
              task.getMigrations().from(extension.getClasspath());
              task.getCommand().set(name);
              task.getDirectory().set(project.getProjectDir());
              Chosen chosen = Chosen.forCommands("");
              settings(extension, chosen, task.getSettings());
              task.getSettings()
                  .putAll(providers.gradlePropertiesPrefixedBy(OURS).map(Chosen.forCommands(OURS)));
              task.getPassword()
                  .set(providers.gradleProperty(OURS + "password").orElse(extension.getPassword()));
              Chosen flyways = Chosen.forCommands(FLYWAYS);
              task.getFlywaySystemProperties()
                  .set(providers.systemPropertiesPrefixedBy(FLYWAYS).map(flyways));
              task.getFlywayProperties()
                  .set(providers.gradlePropertiesPrefixedBy(FLYWAYS).map(flyways));
              task.getFlywayExtension().set(flywayExtension(project).map(chosen));
            });
  }

  /** It reads a record and nothing else, so nothing has to be compiled. */
  private static void reports(ClearwayCommand task, ProviderFactory providers) {
    task.getMigrations().setFrom();
    Provider<String> run = own(providers, "run");
    Provider<String> format = own(providers, "reportFormat");
    Provider<String> output = own(providers, "output");
    task.getArguments().addAll(run.map(List::of).orElse(new ArrayList<>()));
    task.getArguments()
        .addAll(format.map(word -> List.of("--format=" + word)).orElse(new ArrayList<>()));
    task.getArguments()
        .addAll(output.map(file -> List.of("--output=" + file)).orElse(new ArrayList<>()));
  }

  private static TaskProvider<ClearwayLint> lint(
      Project project, ClearwayExtension extension, Provider<Configuration> tool) {
    ProviderFactory providers = project.getProviders();
    File directory = project.getProjectDir();
    String path = directory.getPath();
    return project
        .getTasks()
        .register(
            "clearwayLint",
            ClearwayLint.class,
            task -> {
              task.setGroup(GROUP);
              task.setDescription("Says which statements would stall or break an application.");
              task.getTool().from(tool);
              task.getDirectory().set(directory);
              Chosen chosen = Chosen.forLint("", path);
              settings(extension, chosen, task.getSettings());
              task.getSettings()
                  .putAll(
                      providers.gradlePropertiesPrefixedBy(OURS).map(Chosen.forLint(OURS, path)));
              Chosen flyways = Chosen.forLint(FLYWAYS, path);
              task.getFlywaySystemProperties()
                  .set(providers.systemPropertiesPrefixedBy(FLYWAYS).map(flyways));
              task.getFlywayProperties()
                  .set(providers.gradlePropertiesPrefixedBy(FLYWAYS).map(flyways));
              task.getFlywayExtension().set(flywayExtension(project).map(chosen));
              task.getFailOn().set(own(providers, "failOn").orElse(extension.getFailOn()));
              task.getSince().set(own(providers, "since").orElse(extension.getSince()));
              task.getFormat()
                  .set(
                      own(providers, "lintFormat")
                          .orElse(extension.getLintFormat().orElse("text")));
              task.getBaseline().set(file(project, "baseline").orElse(extension.getBaseline()));
              task.getLintConfig()
                  .set(file(project, "lintConfig").orElse(extension.getLintConfig()));
              task.getConfiguration()
                  .from(
                      providers.provider(
                          () ->
                              LintInputs.configuration(
                                  directory,
                                  task.getSettings().get(),
                                  task.getBaseline(),
                                  task.getLintConfig())));
              task.getScripts()
                  .from(
                      providers.provider(
                          () ->
                              LintInputs.directories(
                                  directory,
                                  List.of(
                                      task.getSettings().get(),
                                      task.getFlywaySystemProperties().get(),
                                      task.getFlywayProperties().get(),
                                      task.getFlywayExtension().get()))));
              task.getReport()
                  .convention(
                      project
                          .getLayout()
                          .getBuildDirectory()
                          .file(
                              task.getFormat()
                                  .map(format -> "reports/clearway/lint." + suffix(format))));
              task.onlyIf("there are migrations", each -> ((ClearwayLint) each).hasScripts());
              task.getOutputs().upToDateWhen(each -> ((ClearwayLint) each).dependsOnInputsAlone());
              task.getOutputs()
                  .cacheIf(
                      "lint depends on its inputs alone",
                      each -> ((ClearwayLint) each).dependsOnInputsAlone());
            });
  }

  private static Provider<String> own(ProviderFactory providers, String name) {
    return providers.gradleProperty(OURS + name);
  }

  private static Provider<RegularFile> file(Project project, String name) {
    return own(project.getProviders(), name).map(project.getLayout().getProjectDirectory()::file);
  }

  /** Each property of its own, so that what is read from the environment stays a question. */
  private static void settings(
      ClearwayExtension extension, Chosen chosen, MapProperty<String, String> to) {
    SettingKeys.each(
        extension,
        (key, value) ->
            to.putAll(value.map(new Entries(key)).map(chosen).orElse(new LinkedHashMap<>())));
  }

  /** Asked when the build file has been read, for Flyway's plugin may come after ours. */
  private static Provider<Map<String, String>> flywayExtension(Project project) {
    return project
        .getProviders()
        .provider(() -> FlywayExtensionValues.of(project.getExtensions().findByName("flyway")));
  }

  private static String suffix(String format) {
    return switch (format) {
      case "json", "gitlab" -> "json";
      case "sarif" -> "sarif";
      case "junit" -> "xml";
      default -> "txt";
    };
  }

  private static String version() {
    try (InputStream text = ClearwayPlugin.class.getResourceAsStream("version.txt")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
