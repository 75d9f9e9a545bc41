/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import dev.clearway.cli.BuildEnd;
import dev.clearway.cli.Main;
import dev.clearway.cli.setup.Spelling;
import dev.clearway.cli.setup.Surroundings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.inject.Inject;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.flywaydb.core.api.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A goal is a command of the command line with the same settings, the same output in Maven's log,
 * and the build's failure where the exit code is not 0.
 */
abstract class ClearwayMojo extends SettingParameters {

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  @Nullable MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  @Nullable MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  @Nullable MojoExecution execution;

  @Parameter(defaultValue = "${settings}", readonly = true, required = true)
  @Nullable Settings mavenSettings;

  @Inject @Nullable SettingsDecrypter decrypter;

  /** Whether to leave this goal out. */
  @Parameter(property = "clearway.skip", defaultValue = "false")
  boolean skip;

  /** The server in Maven's settings that has the user and the password; "clearway-db" if absent. */
  @Parameter(property = "clearway.serverId")
  @Nullable String serverId;

  /** The command, with arguments of its own. */
  abstract List<String> command();

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Clearway is skipped: clearway.skip");
      return;
    }
    MavenProject current = Objects.requireNonNull(project);
    MavenSession build = Objects.requireNonNull(session);
    MojoExecution goal = Objects.requireNonNull(execution);
    List<String> mistakes =
        ParameterNames.of(goal).mistakes(current, goal, build.getUserProperties());
    if (!mistakes.isEmpty()) {
      throw new MojoExecutionException(
          "Nothing was executed: " + String.join("; ", mistakes) + " (exit code 2)");
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    Map<String, List<String>> given = given();
    credentials(given, environment);
    List<String> args = new ArrayList<>(command());
    FlywayPluginConfiguration flyway = FlywayPluginConfiguration.of(current, build);
    Path directory = current.getBasedir().toPath();
    Surroundings around =
        new Surroundings(
            environment,
            directory,
            Path.of(System.getProperty("user.home")),
            Spelling.MAVEN,
            flyway.given());
    given.keySet().retainAll(Main.flags(around, args.get(0)));
    given.forEach((flag, values) -> values.forEach(value -> args.add(flag + "=" + value)));
    LogStream out = new LogStream(getLog()::info);
    // progress, too: what is a warning or an error is said by the end of the build
    LogStream err = new LogStream(getLog()::info);
    int exitCode = run(around, out, err, args);
    if (exitCode != 0) {
      BuildEnd end = new BuildEnd(args.get(0), exitCode, err.lines());
      if (end.isRefusal()) {
        throw new MojoFailureException(end.message());
      }
      throw new MojoExecutionException(end.message());
    }
  }

  private int run(Surroundings around, LogStream out, LogStream err, List<String> args)
      throws MojoExecutionException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader withProject = new URLClassLoader(classPath(), getClass().getClassLoader());
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      thread.setContextClassLoader(withProject);
      LogFactory.setFallbackLogCreator(type -> new QuietFlyway());
      return Main.run(around, outStream, errStream, args.toArray(String[]::new));
    } catch (IOException e) {
      throw new MojoExecutionException("the project's class path could not be closed", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Where migrations in the class path and in Java are. */
  URL[] classPath() throws MojoExecutionException {
    List<URL> urls = new ArrayList<>();
    try {
      for (String element : Objects.requireNonNull(project).getRuntimeClasspathElements()) {
        Path path = Path.of(element);
        if (Files.exists(path)) {
          urls.add(path.toUri().toURL());
        }
      }
    } catch (DependencyResolutionRequiredException | MalformedURLException e) {
      throw new MojoExecutionException("the project's class path cannot be told", e);
    }
    return urls.toArray(URL[]::new);
  }

  /** A password goes the way of the environment: never into arguments. */
  private void credentials(Map<String, List<String>> given, Map<String, String> environment)
      throws MojoExecutionException {
    String id = serverId == null ? "clearway-db" : serverId;
    Server server = Objects.requireNonNull(mavenSettings).getServer(id);
    if (server == null && serverId != null) {
      throw new MojoExecutionException(
          "parameter <serverId>: Maven's settings have no server " + serverId);
    }
    if (server != null) {
      Server plain =
          Objects.requireNonNull(decrypter)
              .decrypt(new DefaultSettingsDecryptionRequest(server))
              .getServer();
      if (plain.getUsername() != null) {
        given.putIfAbsent("--user", List.of(plain.getUsername()));
      }
      if (plain.getPassword() != null) {
        environment.put("FLYWAY_PASSWORD", plain.getPassword());
      }
    }
    if (password != null) {
      environment.put("FLYWAY_PASSWORD", password);
    }
  }
}
