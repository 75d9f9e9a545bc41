/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package org.gradle.instrumentation.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.spi.FileSystemProvider;

/** What Gradle's launcher looks for in each of its processes. Not part of its API's jar. */
public final class Agent {

  private static volatile Instrumentation instrumentation;

  private Agent() {}

  /** Called before the program's own main method. */
  public static void premain(String arguments, Instrumentation given) {
    // the API's jar brings a provider that asks for all providers when it is loaded: so before it
    FileSystemProvider.installedProviders();
    instrumentation = given;
  }

  /** Asked by Gradle. */
  public static boolean isApplied() {
    return instrumentation != null;
  }

  /** Asked by Gradle. */
  public static boolean installTransformer(ClassFileTransformer transformer) {
    if (instrumentation != null) {
      instrumentation.addTransformer(transformer);
    }
    return instrumentation != null;
  }
}
