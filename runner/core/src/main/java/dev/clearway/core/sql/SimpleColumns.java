/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import dev.clearway.core.sql.ColumnDefinition.Generation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads columns and constraints in their usual forms. */
class SimpleColumns extends SimpleExpressions {

  SimpleColumns(String text, List<SqlToken> tokens) {
    super(text, tokens);
  }

  final ColumnDefinition column() {
    String name = name();
    DataType type = type();
    Expression defaultValue = null;
    Generation generation = Generation.NONE;
    List<Constraint> constraints = new ArrayList<>();
    while (!atEnd() && !isSymbol(',') && !isSymbol(')')) {
      String called = accept("constraint") ? name() : null;
      if (accept("not", "null")) {
        constraints.add(new Constraint.NotNull(called, name, false));
      } else if (accept("primary", "key")) {
        constraints.add(new Constraint.Unique(called, true, List.of(name), null, false));
      } else if (accept("unique")) {
        constraints.add(new Constraint.Unique(called, false, List.of(name), null, false));
      } else if (accept("check")) {
        constraints.add(check(called, false));
      } else if (accept("references")) {
        constraints.add(references(called, List.of(name), false));
      } else if (called == null && defaultValue == null && accept("default")) {
        defaultValue = operand();
      } else if (called == null && accept("generated")) {
        if (!accept("always")) {
          need("by", "default");
        }
        need("as", "identity");
        generation = Generation.IDENTITY;
      } else {
        // which says nothing
        need("null");
      }
    }
    return new ColumnDefinition(name, type, defaultValue, generation, constraints);
  }

  /**
   * A constraint of the table itself; null where none begins here.
   *
   * @param added whether it is that of an ADD, which may be NOT VALID or take an index
   */
  final @Nullable Constraint tableConstraint(boolean added) {
    String called = accept("constraint") ? name() : null;
    if (accept("check")) {
      return check(called, added);
    }
    if (accept("foreign", "key")) {
      List<String> columns = names();
      need("references");
      return references(called, columns, added);
    }
    boolean primaryKey = accept("primary", "key");
    if (primaryKey || accept("unique")) {
      if (added && accept("using", "index")) {
        return new Constraint.Unique(called, primaryKey, List.of(), name(), false);
      }
      return new Constraint.Unique(called, primaryKey, names(), null, false);
    }
    if (called != null) {
      throw unusual();
    }
    return null;
  }

  private Constraint check(@Nullable String called, boolean added) {
    needSymbol('(');
    Expression condition = expression();
    needSymbol(')');
    boolean notValid = added && accept("not", "valid");
    return new Constraint.Check(called, condition, notValid, true, false);
  }

  private Constraint references(@Nullable String called, List<String> columns, boolean added) {
    QualifiedName referenced = qualifiedName();
    List<String> keys = isSymbol('(') ? names() : List.of();
    boolean deletes = false;
    boolean updates = false;
    while (accept("on")) {
      boolean repeated;
      if (accept("delete")) {
        repeated = deletes;
        deletes = true;
      } else {
        need("update");
        repeated = updates;
        updates = true;
      }
      boolean known =
          accept("cascade")
              || accept("restrict")
              || accept("no", "action")
              || accept("set", "null")
              || accept("set", "default");
      if (repeated || !known || isSymbol('(')) {
        throw unusual();
      }
    }
    boolean notValid = added && accept("not", "valid");
    return new Constraint.ForeignKey(called, columns, referenced, keys, notValid, true);
  }
}
