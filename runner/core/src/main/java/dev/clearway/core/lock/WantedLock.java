/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;

/**
 * A lock that we want.
 *
 * @param relation {@code pg_class.oid}
 */
public record WantedLock(long relation, LockMode mode) {}
