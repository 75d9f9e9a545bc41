/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.forecast.Simulation;
import dev.clearway.core.forecast.StatementClass;
import dev.clearway.core.sql.CodePart;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TextPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One script on its way through the rules. Used once. */
final class ScriptRun {

  private static final int SHOWN = 200;

  /** Loaded by the first statement that does not parse. */
  private static final class Patterns {
    /** What {@link SourceText} puts in place of a placeholder without a value. */
    static final Pattern STAND_IN = Pattern.compile("__[a-z0-9_]+_");

    /** What locks no table however it goes on. */
    static final Pattern HARMLESS =
        Pattern.compile(
            "(GRANT|REVOKE|SECURITY LABEL|SHOW|EXPLAIN \\(?COSTS|FETCH|MOVE|DECLARE|CHECKPOINT"
                + "|ALTER (FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|DEFAULT PRIVILEGES|EXTENSION|ROLE"
                + "|USER|GROUP|SERVER|FOREIGN DATA WRAPPER|COLLATION|CONVERSION|LANGUAGE|DATABASE"
                + "|EVENT TRIGGER|LARGE OBJECT|TABLESPACE|SUBSCRIPTION|STATISTICS)"
                + "|CREATE (OR REPLACE )?(AGGREGATE|ROLE|USER|GROUP|SERVER|FOREIGN DATA WRAPPER"
                + "|COLLATION|CONVERSION|LANGUAGE|CAST|TRANSFORM|ACCESS METHOD|EVENT TRIGGER)"
                + "|(CREATE|ALTER) (OPERATOR|TEXT SEARCH)) ");

    private Patterns() {}
  }

  /** How often a statement is cut at a stray quote before the rest is taken as it is. */
  private static final int MOST_CUTS = 20;

  private final Linter linter;
  private final LintScript script;
  private final Simulation database;
  private final boolean alone;
  private final List<Runnable> atEnd = new ArrayList<>();
  private final SourceText source;
  private final Suppressions suppressions;
  private final List<Finding> findings = new ArrayList<>();
  private Set<QualifiedName> made = new HashSet<>();
  private final Set<Rule> said = new HashSet<>();
  private final Map<Long, Integer> altered = new HashMap<>();

  /** What the statement drops, and neither an earlier script nor statement has named. */
  private final Set<QualifiedName> unheardOf = new HashSet<>();

  private List<LintStatement> statements = List.of();
  private TransactionState transaction;

  /** Whether the code of a DO block that is being looked at runs inside of a transaction. */
  private boolean codeInTransaction;

  private @Nullable String otherKind;

  /**
   * @param alone whether nothing is known of the database but what the script itself makes
   */
  ScriptRun(Linter linter, LintScript script, Simulation database, boolean alone) {
    this.linter = linter;
    this.alone = alone;
    this.script = script;
    this.database = database;
    this.transaction = new TransactionState(script.name(), true);
    this.source = SourceText.of(script, linter.settings());
    this.suppressions = Suppressions.of(script.name(), script.reported() ? script.text() : "");
  }

  Simulation database() {
    return database;
  }

  LintSettings settings() {
    return linter.settings();
  }

  TransactionState transaction() {
    return transaction;
  }

  LintScript script() {
    return script;
  }

  /** Whether scripts before this one have been gone through. */
  boolean hasHistory() {
    return !alone && linter.hasHistory();
  }

  /** Whether the script has made this type, domain, function or schema itself. */
  boolean isMadeHere(QualifiedName name) {
    return made.contains(name);
  }

  /** Whether a rule has said nothing about this script yet. */
  boolean isFirst(Rule rule) {
    return said.add(rule);
  }

  /** Whether neither an earlier script nor an earlier statement has named what is dropped now. */
  boolean isUnheardOf(QualifiedName name) {
    return unheardOf.contains(name);
  }

  /** How many statements have altered a table, this one included. */
  int timesAltered(Relation table) {
    int times = altered.getOrDefault(table.oid(), 0) + 1;
    altered.put(table.oid(), times);
    return times;
  }

  /** Whether code that ends its transaction is refused. */
  boolean isCodeInTransaction() {
    return codeInTransaction;
  }

  /** A script of its group that runs in a transaction where it does not, or the reverse. */
  @Nullable String otherKindInGroup() {
    return otherKind;
  }

  /** Whether a directive has the statement in that line run in batches. */
  boolean isBatched(int line) {
    return suppressions.isBatched(line);
  }

  /** The statements behind, or before, one. */
  List<SqlCommand> around(LintStatement statement, boolean behind) {
    List<SqlCommand> before = new ArrayList<>();
    List<SqlCommand> after = new ArrayList<>();
    boolean found = false;
    for (LintStatement other : statements) {
      if (other.start() == statement.start()) {
        found = true;
      } else {
        (found ? after : before).add(other.command());
      }
    }
    return !found ? List.of() : behind ? after : before;
  }

  /** Splits and parses, and touches nothing that others have. */
  void prepare() {
    statements = split();
  }

  void run() {
    database.startScript();
    ScriptGroup group = alone ? null : linter.group(script);
    if (script.reported()) {
      boolean inside = runsInTransaction();
      transaction = new TransactionState(script.name(), inside);
      if (group != null) {
        otherKind = group.otherKind(script.name(), inside);
        transaction = otherKind == null ? group.goesOn(script.name(), inside) : transaction;
        made = group.made();
      }
      for (LintStatement statement : statements) {
        go(statement);
      }
      ScriptEnd end = new ScriptEnd(this, statements);
      for (Rule rule : linter.active()) {
        rule.script(end);
      }
      for (Suppressions.Problem problem : suppressions.invalid()) {
        report(Rules.INVALID_DIRECTIVE, problem);
      }
      for (Suppressions.Problem problem : suppressions.unused()) {
        report(Rules.UNUSED_SUPPRESSION, problem);
      }
      findings.sort(new ByPlace());
      for (Finding finding : findings) {
        linter.accept(finding);
      }
      for (Runnable question : atEnd) {
        question.run();
      }
    } else {
      for (LintStatement statement : statements) {
        database.forecast(statement.command(), statement.text());
      }
    }
    if (group == null || otherKind != null) {
      database.settle();
    }
    statements = List.of();
  }

  // ---------------------------------------------------------------- statements

  private List<LintStatement> split() {
    String text = source.text();
    StatementSplitter splitter = new StatementSplitter(text);
    List<LintStatement> found = new ArrayList<>();
    int cuts = 0;
    StatementSplitter.Piece piece = splitter.next();
    while (piece != null) {
      LintStatement statement = statement(piece);
      if (statement.command() instanceof SqlCommand.Unparsed
          && piece.broken() < 0
          && cuts < MOST_CUTS) {
        StatementSplitter.Piece cut = splitter.upToStrayQuote(piece);
        cut = cut == null ? splitter.upToNextHead(piece) : cut;
        if (cut != null) {
          cuts++;
          statement = statement(cut);
        }
      }
      found.add(statement);
      piece = splitter.next();
    }
    return found;
  }

  private LintStatement statement(StatementSplitter.Piece piece) {
    String text = source.text().substring(piece.start(), piece.end());
    SqlCommand command = linter.parser().parse(text);
    if (command instanceof SqlCommand.Unparsed && source.hasPlaceholders()) {
      String numbers =
          Patterns.STAND_IN
              .matcher(text)
              .replaceAll(m -> "1".repeat(2) + " ".repeat(m.group().length() - 2));
      SqlCommand other = linter.parser().parse(numbers);
      command = other instanceof SqlCommand.Unparsed ? command : other;
    }
    int line = source.position(source.inFile(piece.start())).line();
    int broken = piece.broken() < 0 ? -1 : piece.broken() - piece.start();
    return new LintStatement(piece.start(), text, line, broken, command);
  }

  /** As Flyway decides it. */
  private boolean runsInTransaction() {
    if (script.inTransaction() != null) {
      return script.inTransaction();
    }
    for (LintStatement statement : statements) {
      if (FlywayKinds.isSeen(statement.text())) {
        return false;
      }
    }
    return true;
  }

  private void go(LintStatement statement) {
    int end = statement.start() + statement.text().length();
    if (statement.command() instanceof SqlCommand.Unparsed unparsed) {
      unparsed(statement, unparsed, statement.start(), end, Step.Place.SCRIPT);
    } else if (statement.broken() >= 0) {
      unparsed(
          statement,
          new SqlCommand.Unparsed("", statement.command(), statement.broken()),
          statement.start(),
          end,
          Step.Place.SCRIPT);
    } else {
      run(
          statement,
          statement.command(),
          statement.text(),
          statement.start(),
          end,
          Step.Place.SCRIPT);
    }
  }

  private void unparsed(
      LintStatement statement, SqlCommand.Unparsed unparsed, int start, int end, Step.Place place) {
    Rule rule =
        unparsed.reading() == null || statement.broken() >= 0
            ? Rules.SYNTAX_ERROR
            : Rules.UNPARSED_STATEMENT;
    int offset = statement.broken() >= 0 ? statement.broken() : unparsed.offset();
    String message =
        rule == Rules.SYNTAX_ERROR
            ? "this is no statement that PostgreSQL knows"
            : "the SQL cannot be parsed from here on; it was looked at by its words alone";
    if (statement.broken() >= 0) {
      message =
          statement.broken() < statement.text().length()
              ? "a quote or comment begins here and does not end"
              : "a semicolon is missing here";
    }
    boolean harmless =
        statement.broken() < 0 && Patterns.HARMLESS.matcher(words(statement)).lookingAt();
    report(
        rule,
        harmless ? Severity.NOTE : rule.severity(),
        Math.min(start + offset, Math.max(start, end - 1)),
        end,
        statement,
        List.of(),
        message,
        rule.remedy());
    SqlCommand reading = DangerousWords.read(unparsed.reading());
    if (reading != null) {
      run(statement, reading, statement.text(), start, end, place);
    }
  }

  private static String words(LintStatement statement) {
    return FlywayKinds.words(statement.text()) + " ";
  }

  /** A statement, of the script or inside code, goes through the rules and then happens. */
  private void run(
      LintStatement statement,
      SqlCommand command,
      String text,
      int start,
      int end,
      Step.Place place) {
    LockForecast forecast;
    if (command instanceof SqlCommand.DoBlock block) {
      check(statement, command, null, text, LockForecast.fresh(), start, end, place);
      code(statement, block.language(), block.body(), text, start, Step.Place.DO);
      return;
    }
    if (command instanceof SqlCommand.AlterRelation alter && !alter.actions().isEmpty()) {
      forecast = actions(statement, alter, text, start, end, place);
    } else {
      unheardOf.clear();
      if (command instanceof SqlCommand.Drop drop) {
        for (QualifiedName name : drop.names()) {
          if (database.find(name) == null) {
            unheardOf.add(name);
          }
        }
      }
      forecast = database.look(command, text);
      check(statement, command, null, text, forecast, start, end, place);
    }
    Step whole = new Step(this, statement, command, null, text, forecast, start, end, place);
    for (Rule rule : linter.active()) {
      rule.statement(whole);
    }
    if (!(command instanceof SqlCommand.AlterRelation)) {
      database.apply(command);
    }
    remember(command);
    transaction.ran(statement, command, forecast);
    if (command instanceof SqlCommand.CreateFunction function && function.body() != null) {
      new FunctionBody(statement, function, text, start).look();
    }
  }

  private void remember(SqlCommand command) {
    if (command instanceof SqlCommand.CreateType c) {
      made.add(c.name());
    } else if (command instanceof SqlCommand.CreateDomain c) {
      made.add(c.name());
    } else if (command instanceof SqlCommand.CreateFunction c) {
      made.add(c.name());
    } else if (command instanceof SqlCommand.CreateSchema c) {
      made.add(QualifiedName.of(c.name()));
    }
  }

  private void check(
      LintStatement statement,
      SqlCommand command,
      @Nullable TableAction action,
      String text,
      LockForecast forecast,
      int start,
      int end,
      Step.Place place) {
    Step step = new Step(this, statement, command, action, text, forecast, start, end, place);
    for (Rule rule : linter.active()) {
      rule.check(step);
    }
  }

  /** Each action by itself, those that PostgreSQL does first in front. */
  private LockForecast actions(
      LintStatement statement,
      SqlCommand.AlterRelation alter,
      String text,
      int start,
      int end,
      Step.Place place) {
    List<TableAction> actions = new ArrayList<>(alter.actions());
    int[] offsets = ActionOffsets.of(text, actions.size());
    IdentityHashMap<TableAction, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < actions.size(); i++) {
      places.put(actions.get(i), offsets[i]);
    }
    if (actions.size() > 1) {
      actions.sort((a, b) -> Boolean.compare(isLater(a), isLater(b)));
    }
    List<LockForecast> forecasts = new ArrayList<>();
    for (TableAction action : actions) {
      SqlCommand.AlterRelation single =
          new SqlCommand.AlterRelation(
              alter.kind(), alter.relation(), alter.ifExists(), List.of(action));
      LockForecast forecast = database.look(single, text);
      forecasts.add(forecast);
      int offset = start + places.getOrDefault(action, 0);
      check(statement, single, action, text, forecast, offset, end, place);
      database.apply(single);
    }
    return merged(forecasts);
  }

  private static boolean isLater(TableAction action) {
    return !(action instanceof TableAction.DropConstraint);
  }

  /** In the order of the script. No lambda: to link the first of a run takes milliseconds. */
  private static final class ByPlace implements Comparator<Finding> {
    @Override
    public int compare(Finding a, Finding b) {
      int lines = Integer.compare(a.line(), b.line());
      return lines == 0 ? Integer.compare(a.column(), b.column()) : lines;
    }
  }

  private static LockForecast merged(List<LockForecast> forecasts) {
    if (forecasts.size() == 1) {
      return forecasts.get(0);
    }
    Map<Long, RelationLock> locks = new LinkedHashMap<>();
    for (LockForecast forecast : forecasts) {
      for (RelationLock lock : forecast.locks()) {
        locks.merge(
            lock.relation().oid(),
            lock,
            (a, b) ->
                new RelationLock(
                    a.relation(),
                    a.mode().strongest(b.mode()),
                    a.rewrite() || b.rewrite(),
                    a.scan() || b.scan()));
      }
    }
    boolean strong = locks.values().stream().anyMatch(RelationLock::isStrong);
    return new LockForecast(
        strong ? StatementClass.STRONG : forecasts.get(0).statementClass(),
        List.copyOf(locks.values()),
        forecasts.stream().flatMap(f -> f.missing().stream()).toList(),
        forecasts.stream().flatMap(f -> f.unknowns().stream()).toList());
  }

  // ---------------------------------------------------------------- code

  private void code(
      LintStatement statement,
      String language,
      String body,
      String text,
      int start,
      Step.Place place) {
    List<CodePart> parts = linter.parser().parseCode(language, body);
    if (parts == null) {
      return;
    }
    // -1 where escapes make it differ from what is written
    int inside = text.indexOf(body);
    boolean own = place == Step.Place.DO && !transaction.isOpen();
    TransactionState outer = transaction;
    if (own || place == Step.Place.FUNCTION) {
      transaction = new TransactionState(script.name(), true);
    }
    codeInTransaction = place == Step.Place.DO && !own;
    for (CodePart part : parts) {
      int offset = inside < 0 ? start : start + inside + part.offset();
      part(statement, part, offset, place);
    }
    transaction = outer;
  }

  private void part(LintStatement statement, CodePart part, int offset, Step.Place place) {
    int end = offset + part.text().length();
    SqlCommand command = part.command();
    if (command == null) {
      String certain = MadeUpText.certain(part.text());
      if (certain != null && isHarmless(certain)) {
        return;
      }
      check(
          statement,
          new SqlCommand.OpaqueCode("EXECUTE"),
          null,
          part.text(),
          LockForecast.fresh(),
          offset,
          end,
          place);
      for (String guess : MadeUpText.guesses(part.text())) {
        SqlCommand likely = linter.parser().parse(guess);
        if (!(likely instanceof SqlCommand.Unparsed)) {
          run(statement, likely, guess, offset, end, place);
          return;
        }
      }
    } else if (command instanceof SqlCommand.Unparsed unparsed) {
      SqlCommand reading = DangerousWords.read(unparsed.reading());
      if (reading != null) {
        run(statement, reading, part.text(), offset, end, place);
      }
    } else {
      run(statement, command, part.text(), offset, end, place);
    }
  }

  /** Whether it locks no table, whatever its names and values are, and runs in a transaction. */
  private boolean isHarmless(String text) {
    SqlCommand command = linter.parser().parse(text);
    return Patterns.HARMLESS.matcher(FlywayKinds.words(text) + " ").lookingAt()
        && !(command instanceof SqlCommand.Unparsed)
        && !FlywayKinds.mustBeOutside(command, text);
  }

  /** The body of a function: looked at in a database of its own, for it does not run now. */
  private final class FunctionBody {
    private final LintStatement statement;
    private final SqlCommand.CreateFunction function;
    private final String text;
    private final int start;

    private FunctionBody(
        LintStatement statement, SqlCommand.CreateFunction function, String text, int start) {
      this.statement = statement;
      this.function = function;
      this.text = text;
      this.start = start;
    }

    private void look() {
      String body = function.body();
      if (body == null
          || (!changesSchema(body) && !body.toLowerCase(Locale.ROOT).contains("execute"))) {
        return;
      }
      ScriptRun inside = new ScriptRun(linter, script, linter.blank(), /* alone= */ true);
      inside.code(statement, function.language(), body, text, start, Step.Place.FUNCTION);
      for (Finding finding : inside.findings) {
        if (!suppressions.cover(finding.rule(), statement.line())) {
          findings.add(finding);
        }
      }
    }

    private boolean changesSchema(String body) {
      Tokens words = Tokens.of(body);
      return words.has("alter")
          || words.has("create")
          || words.has("drop")
          || words.has("truncate")
          || words.has("lock")
          || words.has("reindex")
          || words.has("vacuum")
          || words.has("cluster")
          || words.has("refresh");
    }
  }

  // ---------------------------------------------------------------- findings

  private void report(Rule rule, Suppressions.Problem problem) {
    if (settings().severity(rule) == Severity.OFF) {
      return;
    }
    String line = source.line(problem.line());
    int column = line.length() - line.stripLeading().length() + 1;
    findings.add(
        new Finding(
            rule,
            settings().severity(rule),
            script.name(),
            problem.line(),
            column,
            Math.max(1, line.strip().length()),
            line,
            "",
            List.of(),
            problem.message(),
            rule.remedy()));
  }

  /** A rule has something to say about what stands at {@code offset} of the script's text. */
  void report(
      Rule rule,
      Severity heaviest,
      int offset,
      int end,
      LintStatement statement,
      List<String> relations,
      String message,
      String remedy) {
    Finding finding = finding(rule, heaviest, offset, end, statement, relations, message, remedy);
    if (finding.severity() != Severity.OFF && !suppressions.cover(rule, statement.line())) {
      findings.add(finding);
    }
  }

  private Finding finding(
      Rule rule,
      Severity heaviest,
      int offset,
      int end,
      LintStatement statement,
      List<String> relations,
      String message,
      String remedy) {
    int from = source.inFile(offset);
    TextPosition at = source.position(from);
    String line = source.line(at.line());
    int length = Math.min(source.inFile(end) - from, line.length() - at.column() + 1);
    return new Finding(
        rule,
        severity(rule, heaviest),
        script.name(),
        at.line(),
        at.column(),
        Math.max(1, length),
        line,
        shown(statement.text()),
        relations,
        message,
        remedy);
  }

  private Severity severity(Rule rule, Severity heaviest) {
    Severity configured = settings().severities().get(rule.id());
    if (configured == null) {
      return heaviest;
    }
    return heaviest == rule.severity(settings().runner())
        ? configured
        : configured.lighter(heaviest);
  }

  /**
   * Asks a question about a statement when all scripts have gone by, unless a directive says that
   * nobody wants to know.
   *
   * @param isWrong whether the catalog at the end has what the message says
   */
  void later(
      Rule rule, Step step, List<String> relations, String message, Predicate<Catalog> isWrong) {
    if (suppressions.cover(rule, step.source().line())) {
      return;
    }
    Finding finding =
        finding(
            rule,
            rule.severity(settings().runner()),
            step.offset(),
            step.end(),
            step.source(),
            relations,
            message,
            rule.remedy());
    Runnable question =
        () -> {
          if (isWrong.test(database.catalog()) && finding.severity() != Severity.OFF) {
            linter.accept(finding);
          }
        };
    if (alone) {
      atEnd.add(question);
    } else {
      linter.later(question);
    }
  }

  /** A statement on one line, cut where it is long. */
  static String shown(String statement) {
    String line = Tokens.oneLine(statement);
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 3) + "...";
  }
}
