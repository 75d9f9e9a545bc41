/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** Incident reports from flight records. */
@NullMarked
package dev.clearway.core.report;

import org.jspecify.annotations.NullMarked;
