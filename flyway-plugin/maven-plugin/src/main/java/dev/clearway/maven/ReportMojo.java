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

/** Drafts the incident report of a run, from its flight record. Needs no database. */
@Mojo(name = "report", defaultPhase = LifecyclePhase.NONE, threadSafe = true)
public final class ReportMojo extends ClearwayMojo {

  /** The run's name, its folder or its record's file; the last run if absent. */
  @Parameter(property = "clearway.run")
  @Nullable String run;

  /** What to write: markdown, html or json (markdown). */
  @Parameter(property = "clearway.reportFormat")
  @Nullable String reportFormat;

  /** The file to write; Maven's log if absent. */
  @Parameter(property = "clearway.output")
  @Nullable String output;

  @Override
  List<String> command() {
    List<String> command = new ArrayList<>(List.of("report"));
    if (run != null) {
      command.add(run);
    }
    if (reportFormat != null) {
      command.add("--format=" + reportFormat);
    }
    if (output != null) {
      command.add("--output=" + output);
    }
    return command;
  }

  /** None: all that it reads is the record. */
  @Override
  URL[] classPath() {
    return new URL[0];
  }
}
