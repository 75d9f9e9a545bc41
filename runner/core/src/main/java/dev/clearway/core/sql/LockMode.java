/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The eight table-level lock modes of PostgreSQL, weakest first, with their conflict matrix.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES">Table
 *     13.2, Conflicting Lock Modes</a>
 */
@SuppressWarnings("EnumOrdinal") // the order is PostgreSQL's own, and the bit matrix follows it
public enum LockMode {
  ACCESS_SHARE("AccessShareLock", 0b1000_0000),
  ROW_SHARE("RowShareLock", 0b1100_0000),
  ROW_EXCLUSIVE("RowExclusiveLock", 0b1111_0000),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", 0b1111_1000),
  SHARE("ShareLock", 0b1110_1100),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", 0b1111_1100),
  EXCLUSIVE("ExclusiveLock", 0b1111_1110),
  ACCESS_EXCLUSIVE("AccessExclusiveLock", 0b1111_1111);

  private final String catalogName;

  /** Bit {@code n} is set where this mode conflicts with the mode of ordinal {@code n}. */
  private final int conflicts;

  LockMode(String catalogName, int conflicts) {
    this.catalogName = catalogName;
    this.conflicts = conflicts;
  }

  /** The name in {@code pg_locks.mode}, such as {@code AccessExclusiveLock}. */
  public String catalogName() {
    return catalogName;
  }

  /** The name in SQL, such as {@code ACCESS EXCLUSIVE}. */
  public String sqlName() {
    return name().replace('_', ' ');
  }

  /** Whether two sessions cannot hold this mode and {@code other} on one table; symmetric. */
  public boolean conflictsWith(LockMode other) {
    return (conflicts & (1 << other.ordinal())) != 0;
  }

  /** {@link #conflicting} as bits, 1 for {@link #ACCESS_SHARE}, in the order of this enum. */
  public int conflictBits() {
    return conflicts;
  }

  /** The modes that {@link #conflictsWith conflict} with this one; unmodifiable. */
  public Set<LockMode> conflicting() {
    EnumSet<LockMode> modes = EnumSet.noneOf(LockMode.class);
    for (LockMode mode : values()) {
      if (conflictsWith(mode)) {
        modes.add(mode);
      }
    }
    return Collections.unmodifiableSet(modes);
  }

  /**
   * Whether applications notice this mode: it conflicts with ROW EXCLUSIVE, which each INSERT,
   * UPDATE and DELETE takes, and is not ROW EXCLUSIVE or SHARE UPDATE EXCLUSIVE, which let them
   * pass.
   */
  public boolean isStrong() {
    return conflictsWith(ROW_EXCLUSIVE);
  }

  /** The stronger of the two in the order of this enum. */
  public LockMode strongest(LockMode other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The mode that the catalog calls by this name.
   *
   * @param catalogName a value of {@code pg_locks.mode}
   * @throws IllegalArgumentException for a name that is no table-level lock mode
   */
  public static LockMode ofCatalogName(String catalogName) {
    for (LockMode mode : values()) {
      if (mode.catalogName.equals(catalogName)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("not a table-level lock mode: " + catalogName);
  }
}
