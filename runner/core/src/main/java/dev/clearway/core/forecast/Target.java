/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Relation;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a statement stands for at that point of the script.
 *
 * @param relation null where the name stands for nothing
 * @param fresh whether the script made it
 */
record Target(@Nullable Relation relation, boolean fresh) {

  static final Target NOTHING = new Target(null, false);
}
