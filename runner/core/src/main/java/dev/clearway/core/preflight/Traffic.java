/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

/**
 * What is done to a table.
 *
 * @param readsPerSecond scans of it
 * @param writesPerSecond rows of it
 */
record Traffic(long readsPerSecond, long writesPerSecond) {}
