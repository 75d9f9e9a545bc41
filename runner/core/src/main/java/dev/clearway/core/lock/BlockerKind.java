/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

/** What sort of session is in the way. */
public enum BlockerKind {
  SESSION,
  PREPARED_TRANSACTION,
  AUTOVACUUM,
  WRAPAROUND_AUTOVACUUM,
  REPLICATION
}
