/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.QualifiedName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pending scripts that Flyway's {@code group} makes one transaction. */
final class ScriptGroup {

  private final Set<QualifiedName> made = new HashSet<>();
  private @Nullable TransactionState transaction;
  private @Nullable String first;

  /** The types, functions and schemas that its scripts have made. */
  Set<QualifiedName> made() {
    return made;
  }

  /**
   * The first script, if that runs inside of a transaction and this one does not, or the reverse:
   * Flyway refuses the group, or with {@code mixed} takes it out of its transaction.
   */
  @Nullable String otherKind(String script, boolean inside) {
    return transaction == null || transaction.isWholeScript() == inside ? null : first;
  }

  /** The transaction, in which another script goes on. */
  TransactionState goesOn(String script, boolean inside) {
    if (transaction == null || !inside) {
      transaction = new TransactionState(script, inside);
      first = first == null ? script : first;
    }
    return transaction.continuedBy(script);
  }
}
