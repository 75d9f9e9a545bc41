/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/** Many runs together: what keeps coming back, for which migrations, on which tables, and whose. */
@NullMarked
package dev.clearway.core.history;

import org.jspecify.annotations.NullMarked;
