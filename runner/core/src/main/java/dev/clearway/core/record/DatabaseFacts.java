/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

/**
 * Which database a run is about.
 *
 * @param name its name
 * @param address host and port, or the socket's directory
 * @param server the server's version, such as 15.18
 */
public record DatabaseFacts(String name, String address, String server) {}
