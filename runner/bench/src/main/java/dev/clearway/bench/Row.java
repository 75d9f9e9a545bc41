/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

/**
 * One line of the table.
 *
 * @param plain plain Flyway's figure; empty where it has none, as with the other two
 * @param lockTimeout that of {@code lock_timeout=1s} with retries
 * @param clearway Clearway's
 * @param target what Clearway's figure has to be; empty for a figure that is only told
 * @param met whether it is; true where there is no target
 */
record Row(
    String scenario,
    String measure,
    String plain,
    String lockTimeout,
    String clearway,
    String target,
    boolean met) {}
