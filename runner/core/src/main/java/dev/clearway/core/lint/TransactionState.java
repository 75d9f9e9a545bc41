/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.SqlCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The transaction that a script's next statement runs in, and what it holds already. */
final class TransactionState {

  private final boolean wholeScript;
  private String script;
  private boolean explicit;
  private @Nullable LintStatement begun;
  private final Map<Long, Held> held = new LinkedHashMap<>();
  private final List<AddedValue> values = new ArrayList<>();
  private final List<String> timeouts = new ArrayList<>();

  /**
   * @param wholeScript whether Flyway puts the script into one
   */
  TransactionState(String script, boolean wholeScript) {
    this.script = script;
    this.wholeScript = wholeScript;
  }

  /** Another script goes on in the same transaction. */
  TransactionState continuedBy(String other) {
    script = other;
    return this;
  }

  /** Whether Flyway puts the whole script into one. */
  boolean isWholeScript() {
    return wholeScript;
  }

  /** Whether the next statement shares its transaction with those before or behind it. */
  boolean isOpen() {
    return wholeScript || explicit;
  }

  /** The BEGIN that no COMMIT or ROLLBACK has followed; null where there is none. */
  @Nullable LintStatement unclosed() {
    return explicit ? begun : null;
  }

  /** The strong locks that are held, in the order in which they were taken. */
  Collection<Held> held() {
    return held.values();
  }

  /** The first of those that is at least this strong; null where there is none. */
  @Nullable Held held(LockMode atLeast) {
    for (Held lock : held.values()) {
      if (lock.mode().compareTo(atLeast) >= 0) {
        return lock;
      }
    }
    return null;
  }

  @Nullable Held heldOn(Relation relation) {
    return held.get(relation.oid());
  }

  /** The values of enums that were added and are not committed. */
  List<AddedValue> addedValues() {
    return values;
  }

  void addedValue(AddedValue value) {
    values.add(value);
  }

  /** Whether {@code lock_timeout} or {@code statement_timeout} has been set. */
  boolean isSet(String timeout) {
    return timeouts.contains(timeout);
  }

  /** A statement has run. */
  void ran(LintStatement statement, SqlCommand command, LockForecast forecast) {
    if (command instanceof SqlCommand.Transaction transaction) {
      switch (transaction.step()) {
        case BEGIN -> {
          explicit = true;
          begun = statement;
        }
        case COMMIT, ROLLBACK, PREPARE -> {
          explicit = false;
          ended();
        }
        default -> {
          // what is held stays held
        }
      }
    } else if (command instanceof SqlCommand.SetParameter set
        && set.parameter().endsWith("_timeout")) {
      boolean off = set.values().isEmpty() || set.values().get(0).matches("0+\\s*[a-z]*");
      timeouts.remove(set.parameter());
      if (!off) {
        timeouts.add(set.parameter());
      }
    }
    if (!isOpen()) {
      ended();
      return;
    }
    if (!isAboutTables(command)) {
      return;
    }
    boolean creates = command instanceof SqlCommand.CreateTable;
    for (RelationLock lock : forecast.strongLocks()) {
      Held before = held.get(lock.relation().oid());
      if (before == null || before.mode().compareTo(lock.mode()) < 0) {
        held.put(
            lock.relation().oid(),
            new Held(
                lock.relation(),
                lock.mode(),
                script,
                statement.line(),
                creates && (before == null || before.byCreate())));
      }
    }
  }

  private void ended() {
    held.clear();
    values.clear();
  }

  /**
   * Whether what it locks are tables. Of views, sequences and the like that nothing is known about
   * the forecast cannot tell.
   */
  static boolean isAboutTables(SqlCommand command) {
    if (command instanceof SqlCommand.AlterRelation alter) {
      return switch (alter.kind()) {
        case VIEW, SEQUENCE, INDEX -> false;
        default -> true;
      };
    }
    if (command instanceof SqlCommand.Drop drop) {
      return switch (drop.kind()) {
        case TABLE, FOREIGN_TABLE, MATERIALIZED_VIEW -> true;
        default -> false;
      };
    }
    return !(command instanceof SqlCommand.AlterSequence
        || command instanceof SqlCommand.CreateView
        || command instanceof SqlCommand.AlterType);
  }
}
