/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import java.util.List;

/**
 * How a table is partitioned.
 *
 * @param strategy {@code pg_partitioned_table.partstrat}: r range, l list, h hash
 * @param columns the key's columns; an empty name stands for an expression
 */
public record PartitionKey(char strategy, List<String> columns) {

  public PartitionKey {
    columns = List.copyOf(columns);
  }
}
