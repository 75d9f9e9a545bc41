/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.File;
import javax.inject.Inject;
import org.gradle.api.DefaultTask;
import org.gradle.api.file.ConfigurableFileCollection;
import org.gradle.api.provider.ListProperty;
import org.gradle.api.provider.MapProperty;
import org.gradle.api.provider.Property;
import org.gradle.api.tasks.Classpath;
import org.gradle.api.tasks.Internal;
import org.gradle.api.tasks.TaskAction;
import org.gradle.api.tasks.UntrackedTask;
import org.gradle.process.ExecOperations;

/**
 * Runs a command that looks at a database, or at what a run has left behind. Nothing about it is
 * cached, and nothing of what it is told is an input: neither addresses nor passwords end in a
 * cache key.
 */
@UntrackedTask(because = "what it depends on is in the database, or in the record of a run")
public abstract class ClearwayCommand extends DefaultTask {

  /** Clearway itself. */
  @Classpath
  public abstract ConfigurableFileCollection getTool();

  /** Where migrations in Java and in the class path are. */
  @Classpath
  public abstract ConfigurableFileCollection getMigrations();

  /** The command's name. */
  @Internal
  public abstract Property<String> getCommand();

  /** Its own arguments. */
  @Internal
  public abstract ListProperty<String> getArguments();

  @Internal
  public abstract Property<File> getDirectory();

  /** Settings of Clearway and keys of Flyway, as texts. */
  @Internal
  public abstract MapProperty<String, String> getSettings();

  @Internal
  public abstract Property<String> getPassword();

  /** {@code -Dflyway.*}. */
  @Internal
  public abstract MapProperty<String, String> getFlywaySystemProperties();

  /** {@code -Pflyway.*}. */
  @Internal
  public abstract MapProperty<String, String> getFlywayProperties();

  /** What the extension of Flyway's own plugin says. */
  @Internal
  public abstract MapProperty<String, String> getFlywayExtension();

  @Inject
  @SuppressWarnings("JavaxInjectOnAbstractMethod") // Gradle writes the method
  protected abstract ExecOperations getExec();

  @TaskAction
  void run() {
    String command = getCommand().get();
    ToolRun run =
        new ToolRun(command, getDirectory().get(), getTemporaryDir().toPath().resolve("answer.txt"))
            .arguments(getArguments().get())
            .settings(getSettings().get())
            .classpath(getMigrations())
            .inherited(getFlywaySystemProperties().get(), "-Dflyway.%s")
            .inherited(getFlywayProperties().get(), "property flyway.%s")
            .inherited(getFlywayExtension().get(), "flyway { %s }");
    if (getPassword().isPresent()) {
      run.password(getPassword().get());
    }
    run.run(getExec(), getTool(), new LineStream(getLogger()::lifecycle), getLogger()::lifecycle);
  }
}
