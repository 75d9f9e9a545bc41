/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class get a real PostgreSQL: a parameter of type {@link TestDatabase}, of a
 * test or of a method before or after each, is a fresh database that the three share; one of type
 * {@link PostgresServer} is the {@linkplain PostgresServer#shared() shared server}. After each test
 * its database is {@linkplain LeakCheck checked for leaks} and dropped. Tests are skipped where the
 * wanted provider is not available.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {

  /** What the databases hold from the start. */
  Class<? extends DatabaseTemplate> template() default DatabaseTemplate.Empty.class;
}
