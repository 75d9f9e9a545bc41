/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package org.gradle.internal.installation.beacon;

/** Gradle finds its own folder by the jar that this class is in. Not part of its API's jar. */
public final class InstallationBeacon {
  private InstallationBeacon() {}
}
