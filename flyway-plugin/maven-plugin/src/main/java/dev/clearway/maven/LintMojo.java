/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Says which statements would stall or break an application. Needs no database. */
@Mojo(name = "lint", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
public final class LintMojo extends ClearwayMojo {

  /** What makes the build fail: error, warning or none (error). */
  @Parameter(property = "clearway.failOn")
  @Nullable String failOn;

  /** Only what is new or changed since this git ref; the rest is history. */
  @Parameter(property = "clearway.since")
  @Nullable String since;

  /** Passes over the findings in this file; writes it if it is not there. */
  @Parameter(property = "clearway.baseline")
  @Nullable String baseline;

  /** Severities and exemptions (clearway-lint.toml). */
  @Parameter(property = "clearway.lintConfig")
  @Nullable String lintConfig;

  @Override
  List<String> command() {
    List<String> command = new ArrayList<>(List.of("lint"));
    put(command, "--fail-on", failOn);
    put(command, "--since", since);
    put(command, "--baseline", baseline);
    put(command, "--config", lintConfig);
    return command;
  }

  /** None: it runs before anything is compiled or resolved. */
  @Override
  URL[] classPath() {
    return new URL[0];
  }

  private static void put(List<String> command, String flag, @Nullable String value) {
    if (value != null) {
      command.add(flag + "=" + value);
    }
  }
}
