/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

/**
 * What one check saw, whether it found something to say or not.
 *
 * @param check its name: {@code server}, {@code role}, {@code replicas} ...
 * @param result a few words
 */
public record Fact(String check, String result) {}
