/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether ALTER COLUMN ... TYPE can leave the rows as they are.
 *
 * <p>It can where the new type takes the old one's values without any work (binary-coercible
 * types), and where the only work would be a length check that cannot fail. Where that is not
 * certain a rewrite is expected.
 */
final class TypeChange {

  /** {@code timestamp(3) without time zone}: a name, numbers in parentheses, the rest of it. */
  private static final Pattern PRINTED =
      Pattern.compile("([a-z_][a-z0-9_ ]*?)(?:\\(([0-9, -]+)\\))?( with(?:out)? time zone)?");

  /** Types that one index serves without being built again. */
  private static final List<Set<String>> SAME_OPERATORS =
      List.of(Set.of("text", "character varying"), Set.of("cidr", "inet"));

  /** Zones without an offset at any time: timestamps with and without zone are then the same. */
  private static final Set<String> ZERO_OFFSET =
      Set.of(
          "utc",
          "gmt",
          "etc/utc",
          "etc/gmt",
          "etc/uct",
          "uct",
          "zulu",
          "etc/zulu",
          "universal",
          "etc/universal",
          "greenwich",
          "etc/greenwich",
          "gmt0",
          "etc/gmt0");

  private static final Pattern NUMERIC_ZERO =
      Pattern.compile(
          "[+-]?0+(\\.0*)?|<[+-]00>[+-]00|interval\\s*'[+-]?[0:]+'(\\s+hour(\\s+to\\s+minute)?)?");

  private static final int UNLIMITED = -1;

  /** Times have six digits behind the point at most. */
  private static final int FINEST = 6;

  private final ScriptState state;
  private final Catalog catalog;

  TypeChange(ScriptState state, Catalog catalog) {
    this.state = state;
    this.catalog = catalog;
  }

  /** Whether the table is written anew. */
  boolean rewrites(Column column, TableAction.ChangeType action) {
    DataType wanted = action.type();
    if (!isPlainCast(action.using(), column, wanted)) {
      return true;
    }
    if (column.type().equals(wanted.printed())) {
      return false;
    }
    Printed from = base(column);
    boolean constrained = state.isConstrainedDomain(wanted);
    Printed to = base(wanted);
    if (from == null || to == null || constrained) {
      return true;
    }
    if (!from.name.equals(to.name)) {
      if (isTimestamp(from.name) && isTimestamp(to.name)) {
        return !isZeroOffset(state.timeZone()) || !to.isWiderThan(from);
      }
      boolean free = catalog.isBinaryCoercible(from.name, to.name);
      return !free || (to.isLimited() && !sameLength(from, to));
    }
    return !to.isWiderThan(from);
  }

  /** Of a domain the type below; how long its values are the domain checks, not the type. */
  private static @Nullable Printed base(Column column) {
    String below = column.baseType();
    Printed printed = Printed.of(below == null ? column.type() : below);
    return printed == null || below == null ? printed : new Printed(printed.name, List.of());
  }

  private @Nullable Printed base(DataType wanted) {
    String below = wanted.array() ? null : state.baseType(wanted);
    return below == null ? Printed.of(wanted) : Printed.of(below);
  }

  /** text and varchar measure in the same way; nothing else does. */
  private static boolean sameLength(Printed from, Printed to) {
    return SAME_OPERATORS.get(0).containsAll(Set.of(from.name, to.name))
        && from.isLimited()
        && to.isWiderThan(from);
  }

  /**
   * Also of {@code SET TIME ZONE 0} and {@code INTERVAL '0'}, which the server prints otherwise.
   */
  private static boolean isZeroOffset(String zone) {
    String folded = zone.toLowerCase(Locale.ROOT);
    return ZERO_OFFSET.contains(folded) || NUMERIC_ZERO.matcher(folded).matches();
  }

  private static boolean isTimestamp(String name) {
    return name.startsWith("timestamp with");
  }

  /** Whether USING is left out, is the column, or casts the column to the new type. */
  private static boolean isPlainCast(@Nullable Expression using, Column column, DataType wanted) {
    if (using == null) {
      return true;
    }
    if (!using.functions().isEmpty() || !using.tables().isEmpty()) {
      return false;
    }
    List<String> words = words(using.text());
    String name = column.name();
    if (words.equals(List.of(name))) {
      return true;
    }
    boolean one = using.casts().size() == 1 && using.casts().get(0).equals(wanted);
    return one
        && (isHead(words, List.of(name, "::")) || isHead(words, List.of("cast", name, "as")));
  }

  private static boolean isHead(List<String> words, List<String> head) {
    return words.size() > head.size() && words.subList(0, head.size()).equals(head);
  }

  /** Its words and symbols without parentheses, names as they are meant. */
  private static List<String> words(String expression) {
    List<String> words = new ArrayList<>();
    for (SqlToken token : SqlScanner.scan(expression)) {
      boolean name =
          token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED_NAME;
      boolean said =
          token.kind() != SqlToken.Kind.COMMENT
              && !token.isSymbol(expression, '(')
              && !token.isSymbol(expression, ')');
      if (said) {
        words.add(name ? Identifiers.name(token, expression) : token.text(expression));
      }
    }
    return words;
  }

  /**
   * Whether rows are read although they are not written: an index is built again, or a CHECK on the
   * column is checked again.
   */
  boolean rechecks(Relation table, Column column, TableAction.ChangeType action) {
    boolean checked =
        catalog.constraints(table).stream()
            .anyMatch(
                c -> c.kind() == 'c' && c.validated() && c.columns().contains(column.number()));
    // an index on an expression, or with WHERE, is always built again
    boolean same = action.collation() == null && sameOperators(column, action.type());
    boolean rebuilt =
        catalog.indexColumns(table).values().stream()
            .anyMatch(
                numbers -> numbers.contains(column.number()) && (!same || numbers.contains(0)));
    return checked || rebuilt;
  }

  private boolean sameOperators(Column column, DataType wanted) {
    Printed from = base(column);
    Printed to = base(wanted);
    if (from == null || to == null) {
      return false;
    }
    return from.name.equals(to.name)
        || SAME_OPERATORS.stream().anyMatch(s -> s.contains(from.name) && s.contains(to.name));
  }

  /** A built-in type with its length, precision or scale. */
  private record Printed(String name, List<Integer> arguments) {

    /** Null for an array and for what is no plain name. */
    static @Nullable Printed of(String printed) {
      Matcher matcher = PRINTED.matcher(Catalog.withoutSchema(printed));
      if (!matcher.matches()) {
        return null;
      }
      List<Integer> arguments = new ArrayList<>();
      if (matcher.group(2) != null) {
        for (String argument : matcher.group(2).split(",", -1)) {
          arguments.add(Integer.valueOf(argument.strip()));
        }
      }
      String zone = matcher.group(3) == null ? "" : matcher.group(3);
      return new Printed(matcher.group(1) + zone, arguments);
    }

    static @Nullable Printed of(DataType type) {
      return type.array() ? null : new Printed(type.name(), type.arguments());
    }

    boolean isLimited() {
      return !arguments.isEmpty() || name.equals("character") || name.equals("bit");
    }

    private int argument(int index, int otherwise) {
      return index < arguments.size() ? arguments.get(index) : otherwise;
    }

    /** Whether every value of {@code other}, of the same kind, is one of this as it is. */
    boolean isWiderThan(Printed other) {
      if (arguments.equals(other.arguments)) {
        return true;
      }
      String kind = name.startsWith("time") ? "time" : name;
      return switch (kind) {
        case "character varying", "bit varying", "time", "interval" ->
            arguments.isEmpty()
                || (!kind.endsWith("varying") && argument(0, 0) >= FINEST)
                || (!other.arguments.isEmpty()
                    && argument(0, UNLIMITED) >= other.argument(0, UNLIMITED));
        case "numeric" ->
            arguments.isEmpty()
                || (!other.arguments.isEmpty()
                    && argument(1, 0) == other.argument(1, 0)
                    && argument(0, 0) >= other.argument(0, 0));
        default -> false;
      };
    }
  }
}
