/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.testkit.FaultProxy.Passing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What an undisturbed run of a set of migrations sends to the server on the session that it
 * migrates on, as far as it changes anything: the places where something can go wrong.
 */
final class Recording {

  /**
   * One statement.
   *
   * @param text without what differs from run to run
   * @param occurrence which of those with the same text it is, from 1
   * @param script whether it is a migration's own statement
   */
  record Message(String text, int occurrence, boolean script) {

    /** Whether it makes what came before it last. */
    boolean commit() {
      return text.equals("COMMIT");
    }

    /** True of this statement in another run, of which all statements have to be shown to it. */
    Predicate<Passing> matcher() {
      int[] seen = {0};
      return passing -> normal(passing.text()).equals(text) && ++seen[0] == occurrence;
    }
  }

  private static final Pattern CHANGE =
      Pattern.compile(
          "(?i)\\s*(--.*\\s+)*(begin|commit|rollback|create|alter|drop|insert|update|delete|lock"
              + "|select pg_(try_)?advisory)");

  private final List<Message> messages = new ArrayList<>();

  Recording(MigrationSet set, List<Passing> passed) {
    int main =
        passed.stream()
            .filter(p -> p.text().startsWith("INSERT INTO \"public\".\"flyway_schema_history\""))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no history row in " + passed))
            .clientPort();
    Map<String, Integer> seen = new HashMap<>();
    for (Passing passing : passed) {
      String text = normal(passing.text());
      int occurrence = seen.merge(text, 1, Integer::sum);
      if (passing.clientPort() == main && changes(passing.text(), set)) {
        messages.add(new Message(text, occurrence, set.contains(passing.text())));
      }
    }
  }

  /** Whether the database, or who may change it, is another after a statement. */
  static boolean changes(String statement, MigrationSet set) {
    return CHANGE.matcher(statement).lookingAt() || set.contains(statement);
  }

  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Without numbers, and without the rest of what is very long. */
  private static String normal(String text) {
    String numberless = text.replaceAll("[0-9a-f]*[0-9][0-9a-f-]*", "#");
    return numberless.length() > 300 ? numberless.substring(0, 300) : numberless;
  }
}
