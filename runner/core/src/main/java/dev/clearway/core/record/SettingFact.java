/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

/**
 * A setting of a run.
 *
 * @param value as text, masked when it is secret
 * @param origin for people: {@code flag --lock-timeout}, {@code default}
 */
public record SettingFact(String key, String value, String origin) {}
