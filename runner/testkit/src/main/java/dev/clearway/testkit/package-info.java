/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
/**
 * A real PostgreSQL for tests and for the demo, and the traffic that gets in a migration's way.
 *
 * <ul>
 *   <li>{@link dev.clearway.testkit.PostgresServer}: the server, embedded unless asked otherwise
 *   <li>{@link dev.clearway.testkit.TestDatabase}: a fresh database on it
 *   <li>{@link dev.clearway.testkit.PostgresTest}: both for a JUnit test, with a leak check
 *   <li>{@link dev.clearway.testkit.LockHolder}: somebody who is in the way
 *   <li>{@link dev.clearway.testkit.ApplicationLoad}: an application that feels it, and its {@link
 *       dev.clearway.testkit.LoadReport}
 *   <li>{@link dev.clearway.testkit.FaultProxy}: a network that fails on demand
 *   <li>{@link dev.clearway.testkit.Await}: waits for what the database says, instead of sleeping
 * </ul>
 *
 * <p>Only {@link dev.clearway.testkit.PostgresTest}, {@link dev.clearway.testkit.PostgresExtension}
 * and {@link dev.clearway.testkit.AllowInvalidIndexes} need JUnit; everything else is plain JDBC
 * and runs in the command line's demo too.
 */
@NullMarked
package dev.clearway.testkit;

import org.jspecify.annotations.NullMarked;
