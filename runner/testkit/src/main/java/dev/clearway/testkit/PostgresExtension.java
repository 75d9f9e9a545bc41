/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** The JUnit side of {@link PostgresTest}. */
public final class PostgresExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

  /**
   * Skips the test where there can be no server: a resolver's exception would fail it, and one
   * before all tests would let the class pass as one without tests.
   */
  @Override
  public void beforeEach(ExtensionContext context) {
    try {
      PostgresServer.shared();
    } catch (ProviderUnavailableException e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestDatabase.class || type == PostgresServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == PostgresServer.class) {
      return PostgresServer.shared();
    }
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException("a test database belongs to one test method");
    }
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(TestDatabase.class, key -> create(context), TestDatabase.class);
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    @Nullable TestDatabase database =
        context.getStore(NAMESPACE).remove(TestDatabase.class, TestDatabase.class);
    if (database == null) {
      return;
    }
    try (database) {
      LeakCheck check = LeakCheck.of(database);
      if (isAnnotated(context)) {
        check.ignoringInvalidIndexes();
      }
      check.assertClean();
    }
  }

  private static TestDatabase create(ExtensionContext context) {
    try {
      return PostgresServer.shared().createDatabase(template(context));
    } catch (SQLException e) {
      throw new ParameterResolutionException("cannot create a test database", e);
    }
  }

  private static DatabaseTemplate template(ExtensionContext context) {
    Class<? extends DatabaseTemplate> type =
        context
            .getElement()
            .flatMap(method -> AnnotationSupport.findAnnotation(method, PostgresTest.class))
            .or(
                () ->
                    AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(),
                        PostgresTest.class,
                        context.getEnclosingTestClasses()))
            .<Class<? extends DatabaseTemplate>>map(PostgresTest::template)
            .orElse(DatabaseTemplate.Empty.class);
    return ReflectionSupport.newInstance(type);
  }

  private static boolean isAnnotated(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getElement(), AllowInvalidIndexes.class)
        || AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(),
                AllowInvalidIndexes.class,
                context.getEnclosingTestClasses())
            .isPresent();
  }
}
