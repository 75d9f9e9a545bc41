/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.gradle.api.DefaultTask;
import org.gradle.api.file.ConfigurableFileCollection;
import org.gradle.api.file.RegularFileProperty;
import org.gradle.api.provider.MapProperty;
import org.gradle.api.provider.Property;
import org.gradle.api.tasks.CacheableTask;
import org.gradle.api.tasks.Classpath;
import org.gradle.api.tasks.IgnoreEmptyDirectories;
import org.gradle.api.tasks.Input;
import org.gradle.api.tasks.InputFiles;
import org.gradle.api.tasks.Internal;
import org.gradle.api.tasks.Optional;
import org.gradle.api.tasks.OutputFile;
import org.gradle.api.tasks.PathSensitive;
import org.gradle.api.tasks.PathSensitivity;
import org.gradle.api.tasks.TaskAction;
import org.gradle.process.ExecOperations;

/**
 * Says which statements would stall or break an application. Needs no database, and takes nothing
 * from the environment or the home directory, so that what is cached is true everywhere.
 */
@CacheableTask
public abstract class ClearwayLint extends DefaultTask {

  /** Clearway itself. */
  @Classpath
  public abstract ConfigurableFileCollection getTool();

  /** The migrations, and what else lies beside them. */
  @InputFiles
  @PathSensitive(PathSensitivity.RELATIVE)
  @IgnoreEmptyDirectories
  public abstract ConfigurableFileCollection getScripts();

  /** Flyway's configuration files, lint's own and its baseline; those that are not there, too. */
  @InputFiles
  @PathSensitive(PathSensitivity.RELATIVE)
  public abstract ConfigurableFileCollection getConfiguration();

  /** Keys of Flyway that lint goes by, as texts. */
  @Input
  public abstract MapProperty<String, String> getSettings();

  @Input
  public abstract MapProperty<String, String> getFlywaySystemProperties();

  @Input
  public abstract MapProperty<String, String> getFlywayProperties();

  @Input
  public abstract MapProperty<String, String> getFlywayExtension();

  /** See {@link ClearwayExtension#getFailOn}. */
  @Input
  @Optional
  public abstract Property<String> getFailOn();

  /** See {@link ClearwayExtension#getSince}. */
  @Input
  @Optional
  public abstract Property<String> getSince();

  /** See {@link ClearwayExtension#getLintFormat}. */
  @Input
  public abstract Property<String> getFormat();

  /** See {@link ClearwayExtension#getBaseline}; its content is one of {@link #getConfiguration}. */
  @Internal
  public abstract RegularFileProperty getBaseline();

  /** See {@link ClearwayExtension#getLintConfig}. */
  @Internal
  public abstract RegularFileProperty getLintConfig();

  @Internal
  public abstract Property<File> getDirectory();

  /** What was found. */
  @OutputFile
  public abstract RegularFileProperty getReport();

  @Inject
  @SuppressWarnings("JavaxInjectOnAbstractMethod") // Gradle writes the method
  protected abstract ExecOperations getExec();

  /** Whether the findings depend on the inputs alone, and there is nothing else to write. */
  boolean dependsOnInputsAlone() {
    boolean writesBaseline = getBaseline().isPresent() && !getBaseline().get().getAsFile().exists();
    return !getSince().isPresent() && !writesBaseline;
  }

  /** Whether anybody says where scripts are, or they are where they mostly are. */
  boolean hasScripts() {
    File directory = getDirectory().get();
    return getSettings().get().containsKey("locations")
        || getFlywaySystemProperties().get().containsKey("locations")
        || getFlywayProperties().get().containsKey("locations")
        || getFlywayExtension().get().containsKey("locations")
        || getConfiguration().getFiles().stream().anyMatch(LintInputs::isFlyways)
        || new File(directory, LintInputs.USUAL_LOCATION).isDirectory();
  }

  @TaskAction
  void run() {
    boolean text = getFormat().get().equals("text");
    Path report = getReport().get().getAsFile().toPath();
    try (OutputStream file = Files.newOutputStream(report)) {
      LineStream log = new LineStream(getLogger()::lifecycle);
      OutputStream out =
          new LineStream(
              line -> {
                byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
                write(file, bytes);
                if (text) {
                  write(log, bytes);
                }
              });
      new ToolRun("lint", getDirectory().get(), getTemporaryDir().toPath().resolve("answer.txt"))
          .hermetic()
          .arguments(arguments())
          .settings(getSettings().get())
          .inherited(getFlywaySystemProperties().get(), "-Dflyway.%s")
          .inherited(getFlywayProperties().get(), "property flyway.%s")
          .inherited(getFlywayExtension().get(), "flyway { %s }")
          .run(getExec(), getTool(), out, getLogger()::lifecycle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=" + getFormat().get());
    if (getFailOn().isPresent()) {
      arguments.add("--fail-on=" + getFailOn().get());
    }
    if (getSince().isPresent()) {
      arguments.add("--since=" + getSince().get());
    }
    if (getBaseline().isPresent()) {
      arguments.add("--baseline=" + getBaseline().get().getAsFile());
    }
    if (getLintConfig().isPresent()) {
      arguments.add("--config=" + getLintConfig().get().getAsFile());
    }
    return arguments;
  }

  private static void write(OutputStream stream, byte[] bytes) {
    try {
      stream.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
