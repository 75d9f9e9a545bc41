/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** Clearway's goals for Maven: the commands of the command line, inside the build. */
@NullMarked
package dev.clearway.maven;

import org.jspecify.annotations.NullMarked;
