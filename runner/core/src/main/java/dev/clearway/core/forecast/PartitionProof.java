/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.PartitionKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether the CHECK constraints of a table prove that ATTACH PARTITION need not read its rows.
 *
 * <p>PostgreSQL proves more than this does: here the CHECK has to say of each side of the bound, or
 * of the list, just what the bound says, joined by AND. Where that is not certain a scan is
 * expected.
 */
final class PartitionProof {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");

  /** An ISO date or timestamp without a time zone: its text has the order of time. */
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d)?)?");

  private final Catalog catalog;
  private final Relation table;

  PartitionProof(Catalog catalog, Relation table) {
    this.catalog = catalog;
    this.table = table;
  }

  /**
   * Whether all rows are known to be within {@code bound}.
   *
   * @param bound the FOR VALUES clause as it was written
   */
  boolean holds(PartitionKey key, String bound) {
    if (key.columns().size() != 1 || key.columns().get(0).isEmpty()) {
      return false;
    }
    Set<List<String>> known = conditions();
    Column column = catalog.column(table, key.columns().get(0));
    if (column == null) {
      return false;
    }
    String name = column.name();
    boolean notNull = column.notNull() || known.contains(List.of(name, "is", "not", "null"));
    List<String> words = words(bound);
    return notNull
        && switch (key.strategy()) {
          case 'r' -> range(known, name, words);
          case 'l' -> list(known, name, words);
          default -> false;
        };
  }

  /** {@code for values from ( a ) to ( b )}. */
  private static boolean range(Set<List<String>> known, String name, List<String> bound) {
    int to = bound.lastIndexOf("to");
    if (bound.size() != 10 || to != 6) {
      return false;
    }
    String lowest = bound.get(4);
    String highest = bound.get(8);
    boolean from = lowest.equals("minvalue");
    boolean upTo = highest.equals("maxvalue");
    for (List<String> condition : known) {
      if (condition.size() == 3 && condition.get(0).equals(name)) {
        String operator = condition.get(1);
        String value = condition.get(2);
        from |= (operator.equals(">=") || operator.equals(">")) && isInOrder(lowest, value);
        upTo |=
            (operator.equals("<") && isInOrder(value, highest))
                || (operator.equals("<=") && isInOrder(value, highest) && !value.equals(highest));
      }
    }
    return from && upTo;
  }

  /** Whether one constant is certainly not greater than the other, whatever their type is. */
  private static boolean isInOrder(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    if (NUMBER.matcher(a).matches() && NUMBER.matcher(b).matches()) {
      return new BigDecimal(a).compareTo(new BigDecimal(b)) <= 0;
    }
    return MOMENT.matcher(a).matches()
        && MOMENT.matcher(b).matches()
        && a.length() == b.length()
        && a.compareTo(b) <= 0;
  }

  /** {@code for values in ( a , b )}. */
  private static boolean list(Set<List<String>> known, String name, List<String> bound) {
    if (bound.size() < 6) {
      return false;
    }
    Set<String> wanted = new HashSet<>(bound.subList(4, bound.size() - 1));
    wanted.remove(",");
    for (List<String> condition : known) {
      boolean one = condition.size() == 3 && condition.get(1).equals("=");
      boolean any =
          condition.size() > 3 && condition.subList(1, 4).equals(List.of("=", "any", "array"));
      if (condition.get(0).equals(name) && (one || any)) {
        Set<String> allowed = new HashSet<>(condition.subList(any ? 4 : 2, condition.size()));
        allowed.removeAll(List.of(",", "[", "]"));
        if (wanted.containsAll(allowed)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What valid CHECK constraints say, one condition each: split at AND, without parentheses. */
  private Set<List<String>> conditions() {
    Set<List<String>> conditions = new HashSet<>();
    for (TableConstraint constraint : catalog.constraints(table)) {
      List<String> words = words(constraint.printed());
      if (words.contains("or") || words.contains("case")) {
        continue;
      }
      List<String> condition = new ArrayList<>();
      for (String word : words) {
        if (word.equals("and")) {
          conditions.add(condition);
          condition = new ArrayList<>();
        } else if (!word.equals("(") && !word.equals(")")) {
          condition.add(word);
        }
      }
      if (!condition.isEmpty()) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  /** The tokens of an expression, names folded, literals without quotes, casts left out. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean cast = false;
    for (SqlToken token : SqlScanner.scan(text)) {
      String written = token.text(text);
      switch (token.kind()) {
        case WORD -> {
          if (!cast) {
            words.add(written.toLowerCase(Locale.ROOT));
          }
        }
        case QUOTED_NAME -> words.add(Identifiers.name(token, text));
        case STRING -> {
          words.add(written.substring(1, Math.max(1, written.length() - 1)));
          cast = false;
        }
        default -> {
          cast = written.equals("::");
          if (!cast) {
            words.add(written);
          }
        }
      }
    }
    return words;
  }
}
