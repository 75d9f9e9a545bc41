/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import org.gradle.api.file.ConfigurableFileCollection;
import org.gradle.api.file.RegularFileProperty;
import org.gradle.api.provider.Property;

/**
 * {@code clearway { }} in a build file. A Gradle property {@code clearway.NAME}, as in {@code
 * -Pclearway.lockTimeout=2s}, goes before the property of the same name here.
 */
public abstract class ClearwayExtension implements ClearwaySettings {

  /** What makes lint fail the build: error, warning or none (error). */
  public abstract Property<String> getFailOn();

  /** Lint looks only at what is new or changed since this git ref; the rest is history. */
  public abstract Property<String> getSince();

  /** Lint passes over the findings in this file, and writes it if it is not there. */
  public abstract RegularFileProperty getBaseline();

  /** Severities and exemptions of lint (clearway-lint.toml). */
  public abstract RegularFileProperty getLintConfig();

  /** What lint's report is written as: text, json, github, gitlab, sarif or junit (text). */
  public abstract Property<String> getLintFormat();

  /**
   * Where migrations in Java and in the class path are; with the plugin {@code java}, what {@code
   * main} needs to run.
   */
  public abstract ConfigurableFileCollection getClasspath();
}
