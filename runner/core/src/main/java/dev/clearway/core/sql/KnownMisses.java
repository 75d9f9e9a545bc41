/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import dev.clearway.core.sql.antlr.GrammarParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Statements that PostgreSQL takes and the grammar does not: read by their tokens, each to its end,
 * so that nothing of them is guessed. Used once.
 */
final class KnownMisses {

  private final String text;
  private final List<SqlToken> tokens;
  private int at;

  KnownMisses(String text, List<SqlToken> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Null for every other statement. */
  @Nullable SqlCommand read() {
    SqlCommand command = null;
    if (accept("alter", "system")) {
      command = new SqlCommand.Other("ALTER SYSTEM");
      at = tokens.size();
    } else if (accept("merge", "into", "only")) {
      // where the target has no children ONLY says nothing
      return without(2, 3);
    } else if (accept("alter", "sequence")) {
      return alterSequence();
    } else if (accept("drop")) {
      command = dropFunctions();
    } else if (accept("alter")) {
      command = alter();
    } else if (accept("create") || accept("do")) {
      return withPlainLanguage();
    } else if (accept("vacuum")) {
      command = vacuum();
    } else if (accept("analyze") || accept("analyse")) {
      options();
      accept("verbose");
      List<TableRef> tables = tables();
      command = tables == null ? null : new SqlCommand.Analyze(tables);
    } else if (accept("cluster")) {
      command = cluster();
    }
    return at == tokens.size() ? command : null;
  }

  /** {@code LANGUAGE 'plpgsql'}, as it was written once. */
  private @Nullable SqlCommand withPlainLanguage() {
    List<SqlToken> plain = new ArrayList<>(tokens);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      SqlToken name = tokens.get(i + 1);
      boolean quoted =
          tokens.get(i).isWord(text, "language")
              && name.kind() == SqlToken.Kind.STRING
              && name.text(text).matches("'\\w+'");
      if (quoted) {
        plain.set(i + 1, new SqlToken(SqlToken.Kind.WORD, name.start() + 1, name.end() - 1, true));
      }
    }
    return plain.equals(tokens) ? null : GrammarParser.parse(text, plain);
  }

  /** Options that the grammar has not heard of: PARALLEL, PROCESS_TOAST, BUFFER_USAGE_LIMIT ... */
  private @Nullable SqlCommand vacuum() {
    Map<String, Boolean> options = options();
    List<TableRef> tables = tables();
    return tables == null
        ? null
        : new SqlCommand.Vacuum(
            tables,
            options.getOrDefault("full", false),
            options.getOrDefault("analyze", false) || options.getOrDefault("analyse", false));
  }

  private @Nullable SqlCommand cluster() {
    options();
    accept("verbose");
    QualifiedName table = name();
    QualifiedName index = table != null && accept("using") ? name() : null;
    return table == null
        ? null
        : new SqlCommand.Cluster(table, index == null ? null : index.name());
  }

  /** {@code (name [value], ...)}: which of them are on. */
  private Map<String, Boolean> options() {
    Map<String, Boolean> options = new HashMap<>();
    if (!acceptSymbol('(')) {
      return options;
    }
    do {
      QualifiedName option = name();
      if (option == null) {
        return options;
      }
      boolean on = true;
      while (at < tokens.size()
          && !tokens.get(at).isSymbol(text, ',')
          && !tokens.get(at).isSymbol(text, ')')) {
        String value = Identifiers.fold(tokens.get(at).text(text).replace("'", ""));
        on = !Set.of("off", "false", "0", "no").contains(value);
        at++;
      }
      options.put(option.name(), on);
    } while (acceptSymbol(','));
    acceptSymbol(')');
    return options;
  }

  /** {@code table [(columns)], ...} or nothing; null where something else stands here. */
  private @Nullable List<TableRef> tables() {
    List<TableRef> tables = new ArrayList<>();
    if (at == tokens.size()) {
      return tables;
    }
    do {
      boolean only = accept("only");
      QualifiedName table = name();
      if (table == null) {
        return null;
      }
      tables.add(new TableRef(table, only));
      skipParentheses();
    } while (acceptSymbol(','));
    return tables;
  }

  /** {@code AS int}: the grammar wants the types in full. */
  private @Nullable SqlCommand alterSequence() {
    for (int i = at; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).isWord(text, "as")) {
        if (without(i, i + 2) instanceof SqlCommand.AlterSequence other) {
          return new SqlCommand.AlterSequence(
              other.name(), other.ifExists(), other.restart(), true, other.ownedBy());
        }
        boolean ifExists = accept("if", "exists");
        QualifiedName name = name();
        boolean alone = at == i && i + 2 == tokens.size();
        return alone && name != null
            ? new SqlCommand.AlterSequence(name, ifExists, false, true, null)
            : null;
      }
    }
    return null;
  }

  private @Nullable SqlCommand without(int from, int to) {
    List<SqlToken> rest = new ArrayList<>(tokens.subList(0, from));
    rest.addAll(tokens.subList(to, tokens.size()));
    return GrammarParser.parse(text, rest);
  }

  /** {@code DROP FUNCTION f(int), g} and the like. */
  private @Nullable SqlCommand dropFunctions() {
    if (!accept("function") && !accept("procedure") && !accept("routine") && !accept("aggregate")) {
      return null;
    }
    boolean ifExists = accept("if", "exists");
    List<QualifiedName> names = new ArrayList<>();
    do {
      QualifiedName name = name();
      if (name == null) {
        return null;
      }
      names.add(name);
      skipParentheses();
    } while (acceptSymbol(','));
    boolean cascade = accept("cascade");
    if (!cascade) {
      accept("restrict");
    }
    return new SqlCommand.Drop(ObjectKind.FUNCTION, names, ifExists, false, cascade);
  }

  private @Nullable SqlCommand alter() {
    ObjectKind kind;
    if (accept("table")) {
      kind = ObjectKind.TABLE;
    } else if (accept("index")) {
      kind = ObjectKind.INDEX;
    } else if (accept("materialized", "view")) {
      kind = ObjectKind.MATERIALIZED_VIEW;
    } else {
      return null;
    }
    if (accept("all", "in", "tablespace")) {
      QualifiedName from = name();
      if (accept("owned", "by")) {
        do {
          name();
        } while (acceptSymbol(','));
      }
      boolean complete = accept("set", "tablespace") && name() != null;
      accept("nowait");
      return complete && from != null
          ? new SqlCommand.AlterAllInTablespace(kind, from.name())
          : null;
    }
    boolean ifExists = accept("if", "exists");
    boolean only = accept("only");
    QualifiedName relation = name();
    TableAction action =
        kind == ObjectKind.MATERIALIZED_VIEW
            ? setTablespace()
            : kind == ObjectKind.TABLE ? alterConstraint() : null;
    return relation == null || action == null
        ? null
        : new SqlCommand.AlterRelation(
            kind, new TableRef(relation, only), ifExists, List.of(action));
  }

  private @Nullable TableAction setTablespace() {
    if (!accept("set", "tablespace")) {
      return null;
    }
    QualifiedName tablespace = name();
    return tablespace == null ? null : new TableAction.SetTablespace(tablespace.name());
  }

  /** {@code ALTER CONSTRAINT name [NOT] ENFORCED} and {@code [NO] INHERIT} of PostgreSQL 18. */
  private @Nullable TableAction alterConstraint() {
    if (!accept("alter", "constraint")) {
      return null;
    }
    QualifiedName name = name();
    Boolean enforced = null;
    boolean more = name != null;
    while (more && at < tokens.size()) {
      if (accept("not", "enforced")) {
        enforced = false;
      } else if (accept("enforced")) {
        enforced = true;
      } else {
        more = false;
        for (String word :
            Set.of("not", "deferrable", "initially", "deferred", "immediate", "no", "inherit")) {
          more |= accept(word);
        }
      }
    }
    return name == null ? null : new TableAction.AlterConstraint(name.name(), enforced);
  }

  // ---------------------------------------------------------------- tokens

  private boolean accept(String... words) {
    if (!SqlToken.areWords(tokens, at, text, words)) {
      return false;
    }
    at += words.length;
    return true;
  }

  private boolean acceptSymbol(char symbol) {
    boolean here = at < tokens.size() && tokens.get(at).isSymbol(text, symbol);
    at += here ? 1 : 0;
    return here;
  }

  private void skipParentheses() {
    if (at >= tokens.size() || !tokens.get(at).isSymbol(text, '(')) {
      return;
    }
    int depth = 0;
    do {
      SqlToken token = tokens.get(at);
      depth += token.isSymbol(text, '(') ? 1 : token.isSymbol(text, ')') ? -1 : 0;
      at++;
    } while (depth > 0 && at < tokens.size());
  }

  private @Nullable QualifiedName name() {
    List<String> parts = new ArrayList<>();
    do {
      boolean name =
          at < tokens.size()
              && (tokens.get(at).kind() == SqlToken.Kind.WORD
                  || tokens.get(at).kind() == SqlToken.Kind.QUOTED_NAME);
      if (!name) {
        return null;
      }
      parts.add(Identifiers.name(tokens.get(at), text));
      at++;
    } while (acceptSymbol('.'));
    int last = parts.size() - 1;
    return new QualifiedName(last == 0 ? null : parts.get(last - 1), parts.get(last));
  }
}
