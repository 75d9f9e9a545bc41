/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of core's packages, and who may use which library. */
class ArchitectureTest {

  private static final String CORE = "dev.clearway.core.";
  private static final String ANTLR = CORE + "sql.antlr..";

  /** What each package may use; nothing in here goes round in a circle. */
  private static final Map<String, List<String>> ORDER =
      Map.ofEntries(
          Map.entry("config", List.of()),
          Map.entry("failure", List.of()),
          Map.entry("sql", List.of()),
          Map.entry("catalog", List.of("sql")),
          Map.entry("forecast", List.of("sql", "catalog")),
          Map.entry("lint", List.of("config", "sql", "catalog", "forecast")),
          Map.entry("lock", List.of("sql", "catalog")),
          Map.entry("record", List.of("failure", "lock", "sql")),
          Map.entry("observe", List.of("record")),
          Map.entry("history", List.of("failure", "record")),
          Map.entry("retry", List.of("config", "failure", "record")),
          Map.entry("ledger", List.of("sql")),
          Map.entry(
              "guard",
              List.of(
                  "config",
                  "failure",
                  "sql",
                  "catalog",
                  "forecast",
                  "lock",
                  "record",
                  "retry",
                  "ledger")),
          Map.entry("report", List.of("failure", "sql", "lock", "record", "preflight")),
          Map.entry("preflight", List.of("config", "sql", "catalog", "forecast", "lint", "lock")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.clearway.core");

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      packages.add(type.getPackageName().substring(CORE.length()).split("\\.")[0]);
    }
    assertThat(packages).isEqualTo(new TreeSet<>(ORDER.keySet()));
  }

  @Test
  void packagesUseOnlyThoseBelowThem() {
    ORDER.forEach(
        (name, below) -> {
          String[] allowed =
              Stream.concat(Stream.of(name), below.stream())
                  .map(other -> CORE + other + "..")
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(CORE + name + "..")
              .should()
              .dependOnClassesThat(
                  resideInAPackage("dev.clearway..")
                      .and(
                          com.tngtech.archunit.base.DescribedPredicate.not(
                              resideInAnyPackage(allowed))))
              .check(CLASSES);
        });
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.clearway.core.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheParserAdapterKnowsTheGrammar() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ANTLR)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.antlr..", "org.pgcodekeeper..", "ru.taximaxim..")
        .check(CLASSES);
  }

  @Test
  void coreUsesJdbcAndNoOtherLibrary() {
    classes()
        .that()
        .resideOutsideOfPackage(ANTLR)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.clearway.core..",
            "java..",
            "javax.sql..",
            "jdk.jfr..",
            "org.jspecify.annotations..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.record\\.JfrEvents.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .because("a small runtime may not have that module")
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage(ANTLR)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.clearway.core.sql..",
            "java..",
            "org.jspecify.annotations..",
            "org.antlr..",
            "org.pgcodekeeper..")
        .check(CLASSES);
  }

  @Test
  void publicSignaturesHaveTypesOfOurOwnAndTheJdksOnly() {
    List<String> foreign = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (isPublished(unit.getModifiers())) {
          unit.getAllInvolvedRawTypes().stream()
              .filter(ArchitectureTest::isForeign)
              .forEach(other -> foreign.add(unit.getFullName() + ": " + other.getName()));
        }
      }
      type.getFields().stream()
          .filter(field -> isPublished(field.getModifiers()))
          .filter(
              field ->
                  field.getAllInvolvedRawTypes().stream().anyMatch(ArchitectureTest::isForeign))
          .forEach(field -> foreign.add(field.getFullName()));
    }
    assertThat(foreign).isEmpty();
  }

  private static boolean isPublished(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isForeign(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return !element.isPrimitive()
        && !element.getPackageName().startsWith("java.")
        && !element.getPackageName().startsWith("javax.sql")
        && !element.getPackageName().startsWith("dev.clearway.");
  }
}
