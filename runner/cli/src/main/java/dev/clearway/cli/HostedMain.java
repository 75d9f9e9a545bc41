/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.FlywayOptions;
import dev.clearway.cli.setup.Spelling;
import dev.clearway.cli.setup.Surroundings;
import dev.clearway.core.config.DidYouMean;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.SettingSource.Given;
import dev.clearway.core.config.Settings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
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
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way in for a build tool that runs a command in a process of its own. What to do comes on
 * standard input, as properties in UTF-8, so that nothing of it is in an argument that others on
 * the machine can read:
 *
 * <ul>
 *   <li>{@code command}, and {@code argument.N}: its own arguments
 *   <li>{@code spelling}: one of {@link Spelling}
 *   <li>{@code directory}: where relative paths begin
 *   <li>{@code hermetic}: {@code true} for nothing from the environment and the home directory
 *   <li>{@code setting.KEY}: settings of ours and keys of Flyway, as the build spells them
 *   <li>{@code password}
 *   <li>{@code inherited.N.name}, {@code .text} and {@code .origin}: what the build tells Flyway
 *   <li>{@code classpath.N}: where migrations in Java and in the class path are
 *   <li>{@code answer}: a file that gets the message of the failure, if there is one
 * </ul>
 */
public final class HostedMain {

  private final Properties request;

  private HostedMain(Properties request) {
    this.request = request;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(System.in, out, err));
  }

  /**
   * Runs the command that is asked for.
   *
   * @param in the request
   * @return the exit code
   */
  static int run(InputStream in, PrintStream out, PrintStream err) throws IOException {
    Properties request = new Properties();
    request.load(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    return new HostedMain(request).run(out, err);
  }

  private int run(PrintStream out, PrintStream err) throws IOException {
    Kept kept = new Kept(err);
    int exitCode;
    try (PrintStream keeping = new PrintStream(kept, true, StandardCharsets.UTF_8);
        URLClassLoader migrations =
            new URLClassLoader(classPath(), HostedMain.class.getClassLoader())) {
      Thread.currentThread().setContextClassLoader(migrations);
      List<String> wrong = unknown();
      for (int i = 0; i < wrong.size(); i++) {
        keeping.println((i == 0 ? "Not done: " : "          ") + wrong.get(i));
      }
      Host host = new Host(surroundings(), out, keeping, false, false, StandardCharsets.UTF_8);
      exitCode = wrong.isEmpty() ? Main.run(host, arguments(host).toArray(String[]::new)) : 2;
    }
    if (exitCode != 0) {
      BuildEnd end = new BuildEnd(get("command"), exitCode, kept.lines());
      Files.writeString(Path.of(get("answer")), end.message());
    }
    return exitCode;
  }

  private String get(String key) {
    String value = request.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("the request has no " + key);
    }
    return value;
  }

  /** The values of {@code prefix.1}, {@code prefix.2} and so on. */
  private List<String> list(String prefix) {
    List<String> values = new ArrayList<>();
    for (int i = 1; request.getProperty(prefix + i) != null; i++) {
      values.add(request.getProperty(prefix + i));
    }
    return values;
  }

  private URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String element : list("classpath.")) {
      urls.add(Path.of(element).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private Spelling spelling() {
    return Spelling.valueOf(get("spelling"));
  }

  private Surroundings surroundings() {
    boolean hermetic = Boolean.parseBoolean(get("hermetic"));
    Path directory = Path.of(get("directory"));
    Map<String, String> environment = new HashMap<>(hermetic ? Map.of() : System.getenv());
    String password = request.getProperty("password");
    if (password != null) {
      environment.put("FLYWAY_PASSWORD", password);
    }
    List<Given> inherited = new ArrayList<>();
    for (int i = 1; request.getProperty("inherited." + i + ".name") != null; i++) {
      String one = "inherited." + i;
      String name = get(one + ".name");
      if (FlywayOptions.isKey(name)) {
        inherited.add(new Given(name, get(one + ".text"), get(one + ".origin")));
      }
    }
    return new Surroundings(
        environment,
        directory,
        hermetic ? directory : Path.of(System.getProperty("user.home")),
        spelling(),
        inherited);
  }

  /** The keys of the settings that were given, in the same order every time. */
  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (String name : new TreeSet<>(request.stringPropertyNames())) {
      if (name.startsWith("setting.")) {
        keys.add(name.substring("setting.".length()));
      }
    }
    return keys;
  }

  private static boolean isEntry(String key) {
    return key.contains(".") && FlywayOptions.MAPS.contains(key.substring(0, key.indexOf('.')));
  }

  /** What is wrong with keys that nobody knows; a build tool does not check properties' names. */
  private List<String> unknown() {
    List<String> known = new ArrayList<>(List.of("configFiles"));
    FlywayOptions.ALL.forEach(option -> known.add(option.key()));
    Settings.EVERY.stream()
        .filter(setting -> !setting.secret())
        .forEach(setting -> known.add(setting.key()));
    return keys().stream()
        .filter(key -> !known.contains(key) && !isEntry(key))
        .map(
            key ->
                "%s: %s"
                    .formatted(
                        spelling().origin(NameStyle.FLAG.of(key)),
                        Settings.isSecret(key)
                            ? "it is secret, and is read from the environment only, as "
                                + NameStyle.ENVIRONMENT.of(key)
                                + ", or from Flyway's configuration files"
                            : "there is no such setting" + DidYouMean.hint(key, known)))
        .toList();
  }

  private List<String> arguments(Host host) {
    List<String> arguments = new ArrayList<>(List.of(get("command")));
    arguments.addAll(list("argument."));
    Set<String> taken = new Clearway(host).flags(get("command"));
    for (String key : keys()) {
      int dot = isEntry(key) ? key.indexOf('.') : key.length();
      String flag = NameStyle.FLAG.of(key.substring(0, dot));
      if (taken.contains(flag)) {
        String entry = isEntry(key) ? key.substring(dot + 1) + "=" : "";
        arguments.add(flag + "=" + entry + get("setting." + key));
      }
    }
    return arguments;
  }

  /** Hands on what is written, and keeps it. */
  private static final class Kept extends OutputStream {

    private final OutputStream next;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    Kept(OutputStream next) {
      this.next = next;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      next.write(b);
      all.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      next.write(bytes, offset, length);
      all.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      next.flush();
    }

    synchronized List<String> lines() {
      return all.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }
}
