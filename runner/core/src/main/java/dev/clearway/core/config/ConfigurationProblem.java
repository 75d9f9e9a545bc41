/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the setting's key, or the name as it was given where there is no such setting
 * @param origin where it was given; see {@link ConfiguredValue}
 * @param message what is wrong, where, and what is accepted instead; holds no secret
 */
public record ConfigurationProblem(String key, String origin, String message) {}
