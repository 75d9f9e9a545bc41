/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.util.List;

/** What processes have used of the processor. */
final class ProcessorTime {

  private ProcessorTime() {}

  /** Of all of them since they began; a terminated one has used nothing. */
  static long millis(List<ProcessHandle> processes) {
    return processes.stream()
        .mapToLong(
            process ->
                process
                    .info()
                    .totalCpuDuration()
                    .orElseThrow(
                        () -> new IllegalStateException("this system tells no processor time"))
                    .toMillis())
        .sum();
  }
}
