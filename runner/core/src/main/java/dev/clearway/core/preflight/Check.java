/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;

/** One thing that preflight looks at. Reads only. */
interface Check {

  /** What its findings are about, for the message that it could not be made. */
  String name();

  void look(Situation situation, Report report) throws SQLException;
}
