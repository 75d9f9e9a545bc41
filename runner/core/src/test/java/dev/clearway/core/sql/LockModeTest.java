/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static dev.clearway.core.sql.LockMode.ACCESS_EXCLUSIVE;
import static dev.clearway.core.sql.LockMode.EXCLUSIVE;
import static dev.clearway.core.sql.LockMode.SHARE;
import static dev.clearway.core.sql.LockMode.SHARE_ROW_EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockModeTest {

  /** PostgreSQL's Table 13.2, weakest mode first in rows and columns. */
  private static final List<String> TABLE =
      List.of(
          ".......X", // ACCESS SHARE
          "......XX", // ROW SHARE
          "....XXXX", // ROW EXCLUSIVE
          "...XXXXX", // SHARE UPDATE EXCLUSIVE
          "..XX.XXX", // SHARE
          "..XXXXXX", // SHARE ROW EXCLUSIVE
          ".XXXXXXX", // EXCLUSIVE
          "XXXXXXXX"); // ACCESS EXCLUSIVE

  @Test
  void conflictsAreThoseOfTheManual() {
    LockMode[] modes = LockMode.values();
    for (int row = 0; row < modes.length; row++) {
      StringBuilder conflicts = new StringBuilder();
      for (LockMode column : modes) {
        conflicts.append(modes[row].conflictsWith(column) ? 'X' : '.');
        assertThat(modes[row].conflictsWith(column)).isEqualTo(column.conflictsWith(modes[row]));
        assertThat(modes[row].conflicting().contains(column))
            .isEqualTo(modes[row].conflictsWith(column));
      }
      assertThat(conflicts.toString()).as(modes[row].sqlName()).isEqualTo(TABLE.get(row));
    }
  }

  @Test
  void strongModesAreThoseThatWritersNotice() {
    assertThat(Arrays.stream(LockMode.values()).filter(LockMode::isStrong))
        .containsExactly(SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE)
        .doesNotContain(LockMode.SHARE_UPDATE_EXCLUSIVE);
  }
}
