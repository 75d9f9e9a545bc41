/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

/**
 * What a test database holds from the start. Each server prepares a template once for each class
 * that implements this, and copies it from then on: name the class in {@link
 * PostgresTest#template()} and give it a constructor without parameters.
 */
@FunctionalInterface
public interface DatabaseTemplate {

  /** Fills the database that all copies are made from. */
  void prepare(TestDatabase database) throws Exception;

  /** Nothing at all. */
  record Empty() implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) {}
  }
}
