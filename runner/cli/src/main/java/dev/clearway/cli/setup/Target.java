/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The database that a command is about; nothing is connected yet.
 *
 * @param flyway Flyway's configuration, with the data source
 * @param dataSource opens a new session on each call
 * @param label where it is, for people: {@code shop on db1:5432}
 * @param connectRetries how often to try again to connect
 * @param connectRetriesInterval longest pause before that, in seconds
 */
public record Target(
    Configuration flyway,
    DataSource dataSource,
    String label,
    int connectRetries,
    int connectRetriesInterval) {}
