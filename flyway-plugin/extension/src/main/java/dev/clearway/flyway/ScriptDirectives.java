/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.guard.ScriptSettings;
import dev.clearway.core.guard.ScriptStatement;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.resource.LoadableResource;

/** The directives in Flyway's scripts: comments, which its parser drops, so they are read here. */
final class ScriptDirectives {

  private ScriptDirectives() {}

  /** Throws what {@link ScriptSettings#check} throws. */
  static void check(LoadableResource resource, GuardSettings settings) {
    ScriptSettings.check(resource.getRelativePath(), text(resource), settings);
  }

  /** The settings for each statement; throws what {@link ScriptSettings#of} throws. */
  static List<GuardSettings> settings(
      LoadableResource resource, List<ScriptStatement> statements, GuardSettings settings) {
    return ScriptSettings.of(resource.getRelativePath(), text(resource), statements, settings);
  }

  static String text(LoadableResource resource) {
    try (Reader reader = resource.read()) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new FlywayException("Unable to read " + resource.getAbsolutePath(), e);
    }
  }
}
