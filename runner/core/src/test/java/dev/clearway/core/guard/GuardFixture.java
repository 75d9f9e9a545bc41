/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** A guard over a test database, one session of it, and everything that its listener heard. */
final class GuardFixture implements AutoCloseable {

  static final String SCRIPT = "V1__x.sql";

  /** What a test does when something happens. */
  interface Reaction<E> {
    void to(E event) throws Exception;
  }

  final TestDatabase database;
  final GuardSettings settings;
  final Connection connection;
  final Guard guard;
  final GuardedSession session;
  final int pid;
  final List<RunEvent> events = new CopyOnWriteArrayList<>();
  private final List<RunListener> reactions = new CopyOnWriteArrayList<>();
  private final List<Connection> others = Collections.synchronizedList(new ArrayList<>());
  private Reaction<Integer> beforeStatement = index -> {};

  /**
   * @param settings as {@code key=value}
   */
  GuardFixture(TestDatabase database, String... settings) throws SQLException {
    this(database, database.dataSource(), settings);
  }

  GuardFixture(TestDatabase database, DataSource source, String... settings) throws SQLException {
    this(database, source, open -> open, settings);
  }

  /**
   * @param guarded what the session sees of its connection
   */
  GuardFixture(
      TestDatabase database,
      DataSource source,
      UnaryOperator<Connection> guarded,
      String... settings)
      throws SQLException {
    this.database = database;
    this.settings = settings(settings);
    this.guard = new Guard(source::getConnection, this.settings, this::hear);
    this.connection = source.getConnection();
    this.pid = TestDatabase.pid(connection);
    this.session = guard.session(guarded.apply(connection));
  }

  static GuardSettings settings(String... settings) {
    List<SettingSource.Given> given = new ArrayList<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      given.add(new SettingSource.Given(parts[0], parts[1], "the test"));
    }
    return SettingsResolver.resolve(List.of(new SettingSource(NameStyle.KEY, given))).guard();
  }

  private void hear(RunEvent event) {
    events.add(event);
    reactions.forEach(reaction -> reaction.on(event));
  }

  /** Does something each time that such an event is heard, on the thread that tells it. */
  <E extends RunEvent> void on(Class<E> type, Reaction<E> reaction) {
    reactions.add(
        event -> {
          if (type.isInstance(event)) {
            react(type.cast(event), reaction);
          }
        });
  }

  /** Does something before each statement of the script, inside the attempt. */
  void beforeStatement(Reaction<Integer> reaction) {
    beforeStatement = reaction;
  }

  private static <E> void react(E event, Reaction<E> reaction) {
    try {
      reaction.to(event);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a script as one transactional migration. */
  void run(String... statements) throws Exception {
    session.transaction(
        () -> {
          GuardedSession.ScriptRun run = session.script(script(statements));
          for (int i = 0; i < statements.length; i++) {
            String sql = statements[i];
            react(i, beforeStatement);
            SQLException refused = run.run(i, () -> send(sql));
            if (refused != null) {
              throw refused;
            }
          }
          return true;
        });
  }

  Script script(String... statements) {
    List<ScriptStatement> parts = new ArrayList<>();
    for (int i = 0; i < statements.length; i++) {
      parts.add(new ScriptStatement(i + 1, statements[i], true));
    }
    return new Script(SCRIPT, parts, Collections.nCopies(statements.length, settings));
  }

  /** What a host does with one statement. */
  SQLException send(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  /** Another session, which is closed with the fixture. */
  Connection other(String application) throws SQLException {
    Connection other = database.connect(application);
    others.add(other);
    return other;
  }

  /** Does something on a thread of its own. */
  static <T> Background<T> background(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "test-background");
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /** Work on another thread. */
  record Background<T>(FutureTask<T> task) {
    /** Its result; what it threw is thrown. */
    T get() throws Exception {
      try {
        return task.get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } catch (TimeoutException e) {
        throw new AssertionError("not done within 30 s", e);
      }
    }
  }

  <E extends RunEvent> List<E> heard(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The attempts that are over. */
  List<Attempt> attempts() {
    return heard(RunEvent.AttemptFinished.class).stream()
        .map(RunEvent.AttemptFinished::attempt)
        .toList();
  }

  List<AttemptOutcome> outcomes() {
    return attempts().stream().map(Attempt::outcome).toList();
  }

  List<String> sqlStates() {
    return attempts().stream().map(attempt -> String.valueOf(attempt.sqlState())).toList();
  }

  /** How many columns of this name a table has. */
  long columns(String table, String column) throws SQLException {
    return database.queryLong(
        "SELECT count(*) FROM pg_attribute"
            + " WHERE attrelid = to_regclass(?) AND attname = ? AND NOT attisdropped",
        table,
        column);
  }

  /** What the server says of the guarded session: its state, snapshot and locks; never in a row. */
  String traces() throws SQLException {
    return database.queryString(
        "SELECT concat_ws(' ', state, backend_xid, backend_xmin, (SELECT string_agg(mode, ' ')"
            + " FROM pg_locks l WHERE l.pid = a.pid)) FROM pg_stat_activity a WHERE pid = ?",
        pid);
  }

  @Override
  public void close() throws SQLException {
    session.close();
    guard.close();
    connection.close();
    for (Connection other : others) {
      other.close();
    }
  }
}
