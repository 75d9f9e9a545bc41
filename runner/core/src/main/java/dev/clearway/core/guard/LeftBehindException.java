/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement outside a transaction was cut short, and what it left behind could not be cleaned up
 * at once. The next run does it; {@link #remedies} does it by hand.
 */
public final class LeftBehindException extends GuardException {

  private final String unit;
  private final List<String> leftovers;
  private final List<String> remedies;

  LeftBehindException(
      String unit, List<String> leftovers, List<String> remedies, @Nullable Throwable cause) {
    super(unit + " was cut short and has left behind " + String.join(", ", leftovers), cause);
    this.unit = unit;
    this.leftovers = List.copyOf(leftovers);
    this.remedies = List.copyOf(remedies);
  }

  /** The script. */
  public String unit() {
    return unit;
  }

  /** What is left, in words. */
  public List<String> leftovers() {
    return leftovers;
  }

  /** Statements that clean it up. */
  public List<String> remedies() {
    return remedies;
  }
}
