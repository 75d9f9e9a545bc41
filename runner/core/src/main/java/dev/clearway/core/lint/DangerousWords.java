/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the words of an ALTER TABLE that does not parse say that it does: enough that what is
 * dangerous is not passed over.
 */
final class DangerousWords {

  private static final Expression NOTHING = new Expression("", Set.of(), List.of(), List.of());

  private DangerousWords() {}

  static @Nullable SqlCommand read(@Nullable SqlCommand reading) {
    if (!(reading instanceof SqlCommand.AlterRelation alter)) {
      return reading;
    }
    List<TableAction> actions = new ArrayList<>();
    for (TableAction action : alter.actions()) {
      if (action instanceof TableAction.Other other) {
        read(Tokens.of(other.text()), alter.actions(), actions);
        actions.add(other);
      } else if (action instanceof TableAction.AddConstraint add
          && add.constraint() instanceof Constraint.ForeignKey key) {
        actions.add(new TableAction.AddConstraint(asWritten(key, alter)));
      } else {
        actions.add(action);
      }
    }
    return new SqlCommand.AlterRelation(alter.kind(), alter.relation(), alter.ifExists(), actions);
  }

  /** The words alone do not say which key NOT VALID belongs to: one is enough. */
  private static Constraint asWritten(Constraint.ForeignKey key, SqlCommand.AlterRelation alter) {
    boolean notValid =
        alter.actions().stream()
            .anyMatch(
                a -> a instanceof TableAction.Other other && hasNotValid(Tokens.of(other.text())));
    return new Constraint.ForeignKey(
        key.name(),
        key.columns(),
        key.referenced(),
        key.referencedColumns(),
        key.notValid() || notValid,
        key.enforced());
  }

  private static void read(Tokens words, List<TableAction> known, List<TableAction> actions) {
    for (int i = 0; i < words.size(); i++) {
      if (words.is(i, "drop") && words.is(i + 1, "column")) {
        int name = words.are(i + 2, "if", "exists") ? i + 4 : i + 2;
        actions.add(new TableAction.DropColumn(words.name(name), false, words.has("cascade")));
      } else if (words.are(i, "set", "not", "null")) {
        actions.add(
            new TableAction.ChangeColumn(
                words.name(i - 1), TableAction.ChangeColumn.Change.SET_NOT_NULL));
      } else if (words.are(i, "drop", "not", "null")) {
        actions.add(
            new TableAction.ChangeColumn(
                words.name(i - 1), TableAction.ChangeColumn.Change.DROP_NOT_NULL));
      } else if (words.is(i, "type") && words.isName(i - 1) && words.isName(i + 1)) {
        int column =
            words.are(i - 2, "set", "data") ? i - 3 : words.is(i - 1, "data") ? i - 3 : i - 1;
        actions.add(
            new TableAction.ChangeType(
                words.name(Math.max(0, column)),
                new DataType(null, words.name(i + 1), List.of(), false),
                NOTHING,
                null));
      } else if (words.is(i, "rename")) {
        rename(words, i, actions);
      } else if (words.is(i, "add")) {
        add(words, i, known, actions);
      }
    }
  }

  private static void rename(Tokens words, int at, List<TableAction> actions) {
    int to = words.top(at, "to");
    if (to < 0) {
      return;
    }
    if (to == at + 1) {
      actions.add(new TableAction.Rename(words.name(to + 1)));
    } else if (!words.is(at + 1, "constraint")) {
      actions.add(new TableAction.RenameColumn(words.name(to - 1), words.name(to + 1)));
    }
  }

  private static void add(
      Tokens words, int at, List<TableAction> known, List<TableAction> actions) {
    int i = at + 1;
    if (words.is(i, "constraint")) {
      i += 2;
    }
    boolean notValid = hasNotValid(words);
    if (words.are(i, "foreign", "key")) {
      boolean there = known.stream().anyMatch(TableAction.AddConstraint.class::isInstance);
      if (!there) {
        actions.add(
            new TableAction.AddConstraint(
                new Constraint.ForeignKey(
                    null, List.of(), QualifiedName.of("?"), List.of(), notValid, true)));
      }
    } else if (words.is(i, "check")) {
      actions.add(
          new TableAction.AddConstraint(
              new Constraint.Check(null, NOTHING, notValid, true, false)));
    } else if (words.is(i, "unique") || words.are(i, "primary", "key")) {
      if (words.top(i, "using") < 0) {
        actions.add(
            new TableAction.AddConstraint(
                new Constraint.Unique(null, words.is(i, "primary"), List.of(), null, false)));
      }
    } else if (words.is(i, "exclude")) {
      actions.add(new TableAction.AddConstraint(new Constraint.Exclude(null, List.of())));
    } else if (words.isName(i) && words.isName(i + 1)) {
      boolean column = words.is(i, "column");
      int name = column ? i + 1 : i;
      name += words.are(name, "if", "not", "exists") ? 3 : 0;
      actions.add(
          new TableAction.AddColumn(
              new ColumnDefinition(
                  words.name(name),
                  new DataType(null, words.name(name + 1), List.of(), false),
                  null,
                  ColumnDefinition.Generation.NONE,
                  List.of()),
              false));
    }
  }

  private static boolean hasNotValid(Tokens words) {
    for (int i = 0; i < words.size(); i++) {
      if (words.are(i, "not", "valid")) {
        return true;
      }
    }
    return false;
  }
}
