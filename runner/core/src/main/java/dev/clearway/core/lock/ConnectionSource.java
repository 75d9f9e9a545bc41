/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to the database that is migrated, as the role that migrates it. */
@FunctionalInterface
public interface ConnectionSource {

  Connection open() throws SQLException;
}
