/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Loads Flyway's classes again from where the parent has them, and hides Clearway's extension: its
 * classes, and its name among Flyway's plugins. The latter entry by entry, because in the shaded
 * command line all plugins share one file.
 */
final class PlainFlywayClassLoader extends ClassLoader {

  private static final String FLYWAY = "org.flywaydb.";
  private static final String EXTENSION = "dev.clearway.flyway.";
  private static final String FLYWAY_SERVICES = "META-INF/services/" + FLYWAY;

  static {
    registerAsParallelCapable();
  }

  PlainFlywayClassLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(EXTENSION)) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith(FLYWAY) && !name.equals(PlainMigration.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in =
        getParent().getResourceAsStream(name.replace('.', '/').concat(".class"))) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Enumeration<URL> all = super.getResources(name);
    if (!name.startsWith(FLYWAY_SERVICES)) {
      return all;
    }
    List<URL> flywaysOwn = new ArrayList<>();
    for (URL file : Collections.list(all)) {
      flywaysOwn.add(flywaysOwn(file));
    }
    return Collections.enumeration(flywaysOwn);
  }

  /** The same service file with only those providers that Flyway brings itself. */
  private static URL flywaysOwn(URL file) throws IOException {
    String kept;
    try (var lines =
        new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
      kept =
          lines.lines().filter(line -> line.startsWith(FLYWAY)).collect(Collectors.joining("\n"));
    }
    return inMemory(kept.getBytes(StandardCharsets.UTF_8));
  }

  private static URL inMemory(byte[] content) throws MalformedURLException {
    return new URL(
        null,
        "flyways-own:services",
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(content);
              }
            };
          }
        });
  }
}
