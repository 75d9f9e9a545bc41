/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

/**
 * Where and how a relation is stored.
 *
 * @param tablespace empty for a relation without storage
 * @param accessMethod empty for a relation without one
 * @param persistence {@code pg_class.relpersistence}: p permanent, u unlogged, t temporary
 * @param owner the role that owns it; empty for what a script made
 */
public record Location(String tablespace, String accessMethod, char persistence, String owner) {}
