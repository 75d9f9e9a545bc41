/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** What {@code clearway lint} reads: scripts, configuration, git, a baseline. */
@NullMarked
package dev.clearway.cli.lint;

import org.jspecify.annotations.NullMarked;
