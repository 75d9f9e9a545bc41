/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** Lint: rules over migration scripts, with their history behind them and no database needed. */
@NullMarked
package dev.clearway.core.lint;

import org.jspecify.annotations.NullMarked;
