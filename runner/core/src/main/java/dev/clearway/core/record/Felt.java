/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Duration;

/**
 * What the application felt of a run, as the stall watch sampled it.
 *
 * @param victims sessions that waited because of us
 * @param longestWait the longest of their waits
 */
public record Felt(int victims, Duration longestWait) {}
