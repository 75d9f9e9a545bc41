/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

/**
 * What is done to a table.
 *
 * @param readsPerSecond scans of it
 * @param writesPerSecond rows of it
 * @param ever whether anything has been done since the statistics were reset
 */
record Traffic(long readsPerSecond, long writesPerSecond, boolean ever) {}
