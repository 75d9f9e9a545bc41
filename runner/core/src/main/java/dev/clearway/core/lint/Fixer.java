/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rewrites a script into several that reach the same schema and lock less, where that can be done
 * without a thought: indexes concurrently, constraints NOT VALID and validated later, unique
 * constraints over an index that is there, NOT NULL behind a CHECK. Statements keep their order and
 * their comments. Used once.
 */
public final class Fixer {

  private static final Set<String> FIXABLE =
      Set.of(
          "create-index-not-concurrent",
          "drop-index-not-concurrent",
          "add-foreign-key-validated",
          "add-check-validated",
          "add-unique-constraint",
          "set-not-null",
          "validate-in-same-transaction",
          "flyway-mixed-transaction");

  private final List<String> scripts = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private final SqlParser parser = new SqlParser();
  private boolean changed;

  /**
   * The scripts to run in place of one, in order.
   *
   * @param findings what lint says of it
   * @return empty where nothing can be rewritten
   */
  public List<String> fix(LintScript script, List<Finding> findings) {
    Set<String> lines = new HashSet<>();
    for (Finding finding : findings) {
      if (finding.script().equals(script.name()) && FIXABLE.contains(finding.rule().id())) {
        lines.add(finding.statement());
      }
    }
    if (lines.isEmpty()) {
      return List.of();
    }
    // without values placeholders keep their length, and offsets are those of the file
    String text = SourceText.of(script, LintSettings.DEFAULT).text();
    StatementSplitter splitter = new StatementSplitter(text);
    int behind = 0;
    StatementSplitter.Piece piece = splitter.next();
    while (piece != null) {
      String before = script.text().substring(behind, piece.start()).replaceFirst("^\\s*;", "");
      String statement = script.text().substring(piece.start(), piece.end());
      SqlCommand command = parser.parse(text.substring(piece.start(), piece.end()));
      if (piece.broken() >= 0 || command instanceof SqlCommand.Unparsed) {
        return List.of();
      }
      current.append(before.stripTrailing().isEmpty() ? "" : before.strip() + "\n");
      statement(command, statement, lines.contains(ScriptRun.shown(statement)));
      behind = Math.min(text.length(), piece.end());
      piece = splitter.next();
    }
    flush();
    return changed ? List.copyOf(scripts) : List.of();
  }

  private void statement(SqlCommand command, String text, boolean found) {
    if (found && command instanceof SqlCommand.CreateIndex index && !index.concurrently()) {
      alone(concurrently(text, index.ifNotExists()));
    } else if (found
        && command instanceof SqlCommand.Drop drop
        && !drop.concurrently()
        && drop.names().size() == 1
        && !drop.cascade()) {
      alone(concurrently(text, false));
    } else if (FlywayKinds.mustBeOutside(command, text)) {
      alone(text);
    } else if (found
        && command instanceof SqlCommand.AlterRelation alter
        && alter.actions().stream().anyMatch(Fixer::isFixable)) {
      actions(alter, text);
    } else {
      add(text);
    }
  }

  private static boolean isFixable(TableAction action) {
    if (action instanceof TableAction.ValidateConstraint) {
      return true;
    }
    if (action instanceof TableAction.ChangeColumn change) {
      return change.change() == TableAction.ChangeColumn.Change.SET_NOT_NULL;
    }
    if (!(action instanceof TableAction.AddConstraint add)) {
      return false;
    }
    Constraint constraint = add.constraint();
    return (constraint instanceof Constraint.ForeignKey k && !k.notValid() && k.enforced())
        || (constraint instanceof Constraint.Check c && !c.notValid() && c.name() != null)
        || (constraint instanceof Constraint.Unique u && isPlain(u));
  }

  private static boolean isPlain(Constraint.Unique unique) {
    return !unique.primaryKey()
        && unique.usingIndex() == null
        && unique.name() != null
        && !unique.deferrable();
  }

  /** Each action in a statement of its own. */
  private void actions(SqlCommand.AlterRelation alter, String text) {
    int count = alter.actions().size();
    int[] offsets =
        count == 1 ? new int[] {ActionOffsets.first(text)} : ActionOffsets.of(text, count);
    String head = text.substring(0, offsets[0]).strip();
    for (int i = 0; i < count; i++) {
      int end = i + 1 < count ? text.lastIndexOf(',', offsets[i + 1]) : text.length();
      String action = text.substring(offsets[i], end).strip();
      action(alter, alter.actions().get(i), head, action);
    }
  }

  private void action(
      SqlCommand.AlterRelation alter, TableAction action, String head, String text) {
    QualifiedName table = alter.relation().name();
    if (!isFixable(action)) {
      add(head + " " + text);
    } else if (action instanceof TableAction.ValidateConstraint) {
      changed |= !current.isEmpty();
      flush();
      add(head + " " + text);
      flush();
    } else if (action instanceof TableAction.ChangeColumn change) {
      notNull(table, head, change.column(), text);
    } else if (action instanceof TableAction.AddConstraint add) {
      constraint(table, head, add.constraint(), text);
    }
  }

  private void constraint(QualifiedName table, String head, Constraint constraint, String text) {
    changed = true;
    String name = constraint.name();
    if (constraint instanceof Constraint.Unique unique && name != null) {
      String columns =
          unique.columns().stream()
              .map(column -> asWritten(column, text))
              .collect(Collectors.joining(", "));
      String tokens = text.substring(text.indexOf('('));
      Tokens before = Tokens.of(text.substring(0, text.indexOf('(')));
      boolean plain =
          tokens.strip().endsWith(")")
              && tokens.indexOf(')') == tokens.lastIndexOf(')')
              && !Tokens.of(tokens).has("overlaps");
      if (!plain) {
        add(head + " " + text);
        return;
      }
      String quoted = asWritten(name, text);
      boolean nulls = before.has("nulls") && before.has("not");
      alone(
          "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)%s"
              .formatted(quoted, table, columns, nulls ? " NULLS NOT DISTINCT" : ""));
      add("%s ADD CONSTRAINT %s UNIQUE USING INDEX %s".formatted(head, quoted, quoted));
      flush();
      return;
    }
    String written = text;
    if (name == null && constraint instanceof Constraint.ForeignKey key) {
      // as PostgreSQL would call it
      name = table.name() + "_" + String.join("_", key.columns()) + "_fkey";
      written =
          text.replaceFirst("(?i)^ADD\\s+", "ADD CONSTRAINT " + Identifiers.quote(name) + " ");
    }
    add(head + " " + written + " NOT VALID");
    flush();
    add(head + " VALIDATE CONSTRAINT " + asWritten(String.valueOf(name), text));
    flush();
  }

  private void notNull(QualifiedName table, String head, String column, String text) {
    changed = true;
    String check = Identifiers.quote(shortened(table.name() + "_" + column) + "_not_null_check");
    String quoted = asWritten(column, text);
    add("%s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID".formatted(head, check, quoted));
    flush();
    add("%s VALIDATE CONSTRAINT %s".formatted(head, check));
    flush();
    add(head + " " + text);
    flush();
    add("%s DROP CONSTRAINT %s".formatted(head, check));
    flush();
  }

  /** A name in quotes where the statement has it so: it may be a keyword. */
  private static String asWritten(String name, String text) {
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    return text.contains(quoted) ? quoted : Identifiers.quote(name);
  }

  private static String shortened(String name) {
    int most = 63 - "_not_null_check".length();
    return name.length() <= most ? name : name.substring(0, most);
  }

  /** The index statement with CONCURRENTLY, and without what would take an invalid one for done. */
  private static String concurrently(String text, boolean ifNotExists) {
    Tokens tokens = Tokens.of(text);
    int index = tokens.top(0, "index");
    if (index < 0) {
      // a placeholder stands for it
      return text;
    }
    StringBuilder out = new StringBuilder(text.substring(0, tokens.get(index).end()));
    out.append(" CONCURRENTLY");
    int rest = tokens.get(index).end();
    if (ifNotExists) {
      rest = tokens.get(index + 3).end();
    }
    return out.append(text.substring(rest)).toString();
  }

  private void alone(String statement) {
    changed = true;
    String comments = current.toString().strip();
    boolean onlyComments =
        comments.lines().allMatch(line -> line.isBlank() || line.startsWith("--"));
    if (!onlyComments) {
      flush();
    }
    add(statement);
    flush();
  }

  private void add(String statement) {
    current.append(statement.strip()).append(";\n");
  }

  private void flush() {
    if (!current.toString().isBlank()) {
      scripts.add(current.toString());
    }
    current.setLength(0);
  }
}
