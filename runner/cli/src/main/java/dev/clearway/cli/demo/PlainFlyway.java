/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Flyway as if Clearway did not exist, in a JVM that has Clearway's extension on its class path.
 *
 * <p>Flyway picks the extension up from the class path alone, so a comparison within one JVM needs
 * a second copy of Flyway that cannot see it: one loaded by {@link PlainFlywayClassLoader}. Nothing
 * of ours takes part in such a migration; no setting is involved that would have to be believed.
 *
 * <p>Safe for use by several threads; Flyway's static state is shared by all of them, as in any
 * JVM.
 */
public final class PlainFlyway {

  /**
   * What to migrate.
   *
   * @param location one Flyway location
   * @param target the last version to apply; null for all
   * @param initSql runs on every connection that Flyway opens; null for none
   * @param transactionalLock Flyway's {@code postgresql.transactional.lock}; its default is true,
   *     with which CREATE INDEX CONCURRENTLY never ends
   */
  public record Job(
      DataSource dataSource,
      String location,
      @Nullable String target,
      @Nullable String initSql,
      boolean transactionalLock) {}

  private final ToIntFunction<Job> migration;

  public PlainFlyway() {
    var loader = new PlainFlywayClassLoader(PlainFlyway.class.getClassLoader());
    try {
      @SuppressWarnings("unchecked") // PlainMigration, as loaded there
      var loaded =
          (ToIntFunction<Job>)
              loader
                  .loadClass(PlainMigration.class.getName())
                  .getDeclaredConstructor()
                  .newInstance();
      migration = loaded;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Flyway cannot be loaded a second time", e);
    }
  }

  /**
   * Applies the pending migrations.
   *
   * @return how many were applied
   * @throws RuntimeException Flyway's own, of a class that only its own loader knows; the server's
   *     {@link java.sql.SQLException} is among its causes
   */
  public int migrate(Job job) {
    return migration.applyAsInt(job);
  }
}
