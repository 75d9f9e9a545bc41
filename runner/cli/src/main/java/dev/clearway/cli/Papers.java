/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Completes an installation: the jar of the command line, manual pages, shell completions, and the
 * licence texts that its jars bring. The build calls it.
 */
public final class Papers {

  private static final Pattern LICENCE =
      Pattern.compile("META-INF/(?:licenses/.*)?[^/]*(?:LICENSE|NOTICE)[^/]*");

  private static final String SBOM = "META-INF/sbom/clearway-cli.cdx.json";

  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  private Papers() {}

  /**
   * Writes them.
   *
   * @param args the installation's directory with all jars but one, and that one
   */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Path own = Path.of(args[1]);
    Files.copy(
        own,
        home.resolve("lib").resolve(own.getFileName()),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    boolean executable = home.resolve("bin/clearway").toFile().setExecutable(true, false);
    if (!executable) {
      throw new IOException("bin/clearway cannot be made executable");
    }
    Host host = host(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    Path pages = Files.createDirectories(home.resolve("share/man/man1"));
    for (Map.Entry<String, String> page :
        ManPages.of(new Clearway(host).commandLine()).entrySet()) {
      Files.writeString(pages.resolve(page.getKey()), page.getValue());
    }
    Path completions = Files.createDirectories(home.resolve("share/completions"));
    for (String shell : List.of("bash", "zsh", "fish")) {
      Files.writeString(completions.resolve("clearway." + shell), completion(shell));
    }
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        papers(jar, home);
      }
    }
  }

  private static Host host(PrintStream out) {
    Path here = Path.of("").toAbsolutePath();
    return new Host(new Surroundings(Map.of(), here, here), out, out, false, false, UTF_8);
  }

  private static String completion(String shell) {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    Main.run(host(new PrintStream(script, true, UTF_8)), "completion", shell);
    return script.toString(UTF_8);
  }

  /**
   * Copies a jar's own licence texts to a directory with the jar's name, and our bill of materials.
   */
  private static void papers(Path jar, Path home) throws IOException {
    Path licences = home.resolve("licenses");
    String name = String.valueOf(jar.getFileName()).replace(".jar", "");
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().equals(SBOM)) {
          try (InputStream in = file.getInputStream(entry)) {
            Files.write(home.resolve("clearway.cdx.json"), in.readAllBytes());
          }
        }
        if (!entry.isDirectory() && LICENCE.matcher(entry.getName()).matches()) {
          String inside = entry.getName().substring("META-INF/".length()).replace("licenses/", "");
          Path text = licences.resolve(name).resolve(inside).normalize();
          if (!text.startsWith(licences)) {
            throw new IOException(jar + " has an entry " + entry.getName());
          }
          Files.createDirectories(text.getParent());
          try (InputStream in = file.getInputStream(entry)) {
            Files.write(text, in.readAllBytes());
          }
        }
      }
    }
  }
}
