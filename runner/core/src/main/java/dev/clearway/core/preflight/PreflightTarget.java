/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.ConnectionSource;
import java.sql.Connection;
import java.util.List;

/**
 * The database to look at.
 *
 * @param connection the one that everything is asked over, in autocommit
 * @param announcedPid the process id that the server, or whatever pretends to be it, has told the
 *     driver when the connection began; 0 where the driver does not say
 * @param connectingSince {@link System#nanoTime()} of when the connection was asked for
 * @param another opens one more, which happens only where a pooler is suspected
 */
public record PreflightTarget(
    Connection connection,
    int announcedPid,
    long connectingSince,
    ConnectionSource another,
    List<Replica> replicas) {

  public PreflightTarget {
    replicas = List.copyOf(replicas);
  }
}
