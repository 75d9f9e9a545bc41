/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** Clearway's tasks for Gradle: the commands of the command line, started by the build. */
@NullMarked
package dev.clearway.gradle;

import org.jspecify.annotations.NullMarked;
