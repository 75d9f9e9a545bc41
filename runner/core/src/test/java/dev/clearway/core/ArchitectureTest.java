/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The arrows between core's packages, and out of it. To change one takes a reason in
 * docs/decisions.
 */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.clearway.core");

  private static String in(String name) {
    return "dev.clearway.core." + name + "..";
  }

  @Test
  void packagesUseOnlyWhatStandsBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("config")
        .definedBy(in("config"))
        .layer("failure")
        .definedBy(in("failure"))
        .layer("sql")
        .definedBy(in("sql"))
        .layer("catalog")
        .definedBy(in("catalog"))
        .layer("forecast")
        .definedBy(in("forecast"))
        .layer("lock")
        .definedBy(in("lock"))
        .layer("record")
        .definedBy(in("record"))
        .layer("retry")
        .definedBy(in("retry"))
        .layer("guard")
        .definedBy(in("guard"))
        .whereLayer("config")
        .mayNotAccessAnyLayer()
        .whereLayer("failure")
        .mayNotAccessAnyLayer()
        .whereLayer("sql")
        .mayNotAccessAnyLayer()
        .whereLayer("catalog")
        .mayOnlyAccessLayers("sql")
        .whereLayer("forecast")
        .mayOnlyAccessLayers("sql", "catalog")
        .whereLayer("lock")
        .mayOnlyAccessLayers("sql", "catalog")
        .whereLayer("record")
        .mayOnlyAccessLayers("failure", "lock", "sql")
        .whereLayer("retry")
        .mayOnlyAccessLayers("config", "failure", "record")
        .whereLayer("guard")
        .mayNotBeAccessedByAnyLayer()
        .check(CORE);
  }

  @Test
  void noPackagesGoInCircles() {
    slices().matching("dev.clearway.core.(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void onlyTheParserAdapterKnowsTheGrammar() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.clearway.core.sql.antlr..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.antlr..", "org.pgcodekeeper..")
        .check(CORE);
  }

  @Test
  void coreIsJdbcOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.flywaydb..",
            "picocli..",
            "tools.jackson..",
            "com.fasterxml..",
            "org.postgresql..",
            "com.zaxxer..")
        .check(CORE);
  }
}
