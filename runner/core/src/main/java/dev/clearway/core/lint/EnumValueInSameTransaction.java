/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlToken;

/** A value that ALTER TYPE ... ADD VALUE has added, used before that is committed. */
final class EnumValueInSameTransaction extends Rule {
  EnumValueInSameTransaction() {
    super(
        "enum-value-in-same-transaction",
        RuleGroup.TRANSACTIONS,
        Severity.ERROR,
        Danger.FAILURE,
        "A new value of an enum, used in the transaction that adds it",
        "use it in the next script");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.FUNCTION || !step.isInTransaction()) {
      return;
    }
    if (step.command() instanceof SqlCommand.AlterType type) {
      if (type.change() == SqlCommand.AlterType.TypeChange.ADD_VALUE
          && !step.run().isMadeHere(type.name())) {
        step.transaction()
            .addedValue(
                new AddedValue(
                    type.name(), value(step), step.run().script().name(), step.source().line()));
      }
      return;
    }
    for (AddedValue added : step.transaction().addedValues()) {
      if (mayEvaluate(step.command()) && names(step, added) && mayBeOf(step, added.type())) {
        step.report(
            this,
            "PostgreSQL refuses '%s' until %s, which adds it to %s, is committed"
                .formatted(added.value(), step.place(added.script(), added.line()), added.type()));
        return;
      }
    }
  }

  /** The string behind VALUE; empty where there is none. */
  private static String value(Step step) {
    Tokens tokens = Tokens.of(step.text());
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == SqlToken.Kind.STRING) {
        String value = Identifiers.string(tokens.get(i), step.text());
        return value == null ? "" : value;
      }
    }
    return "";
  }

  /** What a comment or the body of a function says is not looked at by the server now. */
  private static boolean mayEvaluate(SqlCommand command) {
    return command instanceof SqlCommand.Data
        || command instanceof SqlCommand.AlterRelation
        || command instanceof SqlCommand.CreateTable
        || command instanceof SqlCommand.CreateTableAs
        || command instanceof SqlCommand.CreateView
        || command instanceof SqlCommand.CreateIndex
        || command instanceof SqlCommand.CreateTrigger
        || command instanceof SqlCommand.TableObject;
  }

  private static boolean names(Step step, AddedValue added) {
    Tokens tokens = Tokens.of(step.text());
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == SqlToken.Kind.STRING
          && added.value().equals(Identifiers.string(tokens.get(i), step.text()))) {
        return true;
      }
    }
    return false;
  }

  /** False where all columns of all tables are known, and none is of the type. */
  private static boolean mayBeOf(Step step, QualifiedName type) {
    boolean named = step.hasWord(type.name());
    boolean known = !step.forecast().locks().isEmpty();
    for (var lock : step.forecast().locks()) {
      Relation table = lock.relation();
      known &= !step.catalog().isAssumed(table) && !step.catalog().columns(table).isEmpty();
      named |= step.catalog().columns(table).stream().anyMatch(c -> isOf(c.type(), type.name()));
    }
    return named || !known;
  }

  private static boolean isOf(String columnType, String enumType) {
    String bare = columnType.replace("[]", "").replace("\"", "");
    return bare.equals(enumType) || bare.endsWith("." + enumType);
  }
}
