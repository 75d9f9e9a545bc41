/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The Flyway of this class path, loaded again without our extension: the class path of this JVM
 * less the one entry that the extension is in.
 */
final class PlainFlyway implements Function<Map<String, String>, List<String>> {

  private final ClassLoader loader;
  private final Function<Map<String, String>, List<String>> run;

  PlainFlyway() {
    loader = new URLClassLoader("plain", classPath(), ClassLoader.getPlatformClassLoader());
    try {
      @SuppressWarnings("unchecked") // FlywayRun, as loaded there
      var loaded =
          (Function<Map<String, String>, List<String>>)
              loader.loadClass(FlywayRun.class.getName()).getDeclaredConstructor().newInstance();
      run = loaded;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL[] classPath() {
    try {
      Path ours =
          Path.of(
              ClearwayDatabaseType.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      List<URL> urls = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (!Path.of(entry).toAbsolutePath().normalize().equals(ours)) {
          urls.add(Path.of(entry).toUri().toURL());
        }
      }
      return urls.toArray(URL[]::new);
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<String> apply(Map<String, String> settings) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return run.apply(settings);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
