/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.sql.Connection;
import java.util.List;

/** Of statements that may be executed as often as one likes: VACUUM, CLUSTER, ALTER SYSTEM. */
final class AgainProof implements Proof {

  static final AgainProof INSTANCE = new AgainProof();

  private AgainProof() {}

  @Override
  public List<Long> before(Connection connection) {
    return List.of();
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) {
    return Verdict.NOT_DONE;
  }
}
