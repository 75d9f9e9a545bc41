/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

/**
 * A role that may log in and nothing else, until somebody grants it more.
 *
 * @param name its name on the server, which needs no quotes in SQL
 * @param password its password
 */
public record DatabaseRole(String name, String password) {
  @Override
  public String toString() {
    return name;
  }
}
