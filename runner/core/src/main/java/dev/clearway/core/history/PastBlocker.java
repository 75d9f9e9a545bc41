/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who was in the way of a migration, on one relation.
 *
 * @param application {@code application_name}; may be empty
 * @param role null where it was hidden
 * @param kind as {@link dev.clearway.core.lock.BlockerKind#word} has it
 * @param relation on what, {@code schema.name}
 * @param waited how long we waited while it was there
 * @param age of its transaction, the oldest seen
 */
public record PastBlocker(
    String application,
    @Nullable String role,
    String kind,
    String relation,
    Duration waited,
    Duration age) {}
