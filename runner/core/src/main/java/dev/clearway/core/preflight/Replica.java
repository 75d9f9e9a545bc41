/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.ConnectionSource;

/**
 * A standby server that reads what the migration writes.
 *
 * @param label for people, without a password
 */
public record Replica(String label, ConnectionSource source) {}
