/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/**
 * A real PostgreSQL for tests and for the demo, and the traffic that gets in a migration's way.
 *
 * <ul>
 *   <li>{@link dev.clearway.testkit.PostgresServer}: the server, embedded unless asked otherwise
 *   <li>{@link dev.clearway.testkit.TestDatabase}: a fresh database on it
 *   <li>{@link dev.clearway.testkit.PostgresTest}: both for a JUnit test, with a leak check
 * </ul>
 *
 * <p>Only {@link dev.clearway.testkit.PostgresTest}, {@link dev.clearway.testkit.PostgresExtension}
 * and {@link dev.clearway.testkit.AllowInvalidIndexes} need JUnit; everything else is plain JDBC
 * and runs in the command line's demo too.
 */
@NullMarked
package dev.clearway.testkit;

import org.jspecify.annotations.NullMarked;
