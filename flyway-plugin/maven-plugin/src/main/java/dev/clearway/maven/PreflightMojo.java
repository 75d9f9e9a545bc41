/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * The deploy gate: what is pending, which locks it takes, who is in the way. Fails the build with
 * HOLD or NO-GO. Reads only.
 */
@Mojo(
    name = "preflight",
    defaultPhase = LifecyclePhase.VERIFY,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
public final class PreflightMojo extends ClearwayMojo {

  @Override
  List<String> command() {
    return List.of("preflight");
  }
}
