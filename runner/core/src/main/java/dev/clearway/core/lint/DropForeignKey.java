/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A foreign key goes, by itself or with its table or column. */
final class DropForeignKey extends Rule {
  DropForeignKey() {
    super(
        "drop-foreign-key",
        RuleGroup.CONSTRAINTS,
        Severity.WARNING,
        Danger.LOCK,
        "A foreign key goes, by itself or with its table or column",
        "keep the lock timeout short, and drop one key a transaction");
  }

  /** Loaded by the first constraint that goes. */
  private static final class Likely {
    static final Pattern NAME = Pattern.compile("(?:.*_fkey\\d*|.*_fk|fk_.*|.*foreign.*)");

    private Likely() {}
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Drop drop && drop.kind() == ObjectKind.TABLE) {
      for (QualifiedName name : drop.names()) {
        Relation table = step.old(name);
        if (table != null) {
          keys(step, table, null, null);
        }
      }
      return;
    }
    Relation table = step.oldTarget();
    if (table == null) {
      return;
    }
    if (step.action() instanceof TableAction.DropConstraint drop) {
      boolean known = keys(step, table, drop.name(), null);
      boolean other = step.catalog().constraint(table, drop.name()) != null;
      if (!known && !other && Likely.NAME.matcher(drop.name()).matches()) {
        step.report(
            this,
            "ACCESS EXCLUSIVE on %s, and on the table that the key refers to"
                .formatted(step.show(table)),
            table);
      }
    } else if (step.action() instanceof TableAction.DropColumn drop) {
      keys(step, table, null, drop.column());
    }
  }

  /** Reports the first key of the table, of this name or column, that leads to another. */
  private boolean keys(Step step, Relation table, @Nullable String name, @Nullable String column) {
    for (ForeignKey key : step.catalog().foreignKeys()) {
      boolean matches =
          key.referencing() == table.oid()
              && (name == null || key.name().equals(name))
              && (column == null || key.columns().contains(column));
      if (matches && key.referenced() == table.oid()) {
        return true;
      }
      Relation referenced = step.catalog().relation(key.referenced());
      if (matches && referenced != null) {
        if (step.isOld(referenced)) {
          step.report(
              this,
              "ACCESS EXCLUSIVE on %s, and on %s too, which the key refers to"
                  .formatted(step.show(table), step.show(referenced)),
              table,
              referenced);
        }
        return true;
      }
    }
    return false;
  }
}
