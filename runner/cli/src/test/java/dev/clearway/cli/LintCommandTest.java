/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code clearway lint}, with no database anywhere. */
class LintCommandTest {

  @TempDir Path directory;

  @BeforeEach
  void scripts() throws IOException {
    write("sql/V1__orders.sql", "create table orders (id bigint primary key, note varchar(20));");
    write("sql/V2__note.sql", "alter table orders alter column note type varchar(40);");
    write("sql/V10__status.sql", "alter table orders add column status text;\ndrop table other;\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun lint(String... args) {
    return withInput("", args);
  }

  private CommandRun withInput(String input, String... args) {
    List<String> all = new ArrayList<>(List.of("lint"));
    all.addAll(List.of(args));
    return CommandRun.withInput(input, directory, Map.of(), all.toArray(String[]::new));
  }

  private static List<String> rules(CommandRun run) {
    List<String> rules = new ArrayList<>();
    run.json().at("/findings").forEach(f -> rules.add(f.get("rule").asString()));
    return rules;
  }

  @Test
  void showsTheLineWithACaret() {
    CommandRun run = lint("sql");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains(
            """
            sql/V10__status.sql:2:1  error  drop-table
              2 | drop table other;
                | ^^^^^^^^^^^^^^^^
            """)
        .contains("  safe: ")
        .contains("  clearway lint --explain drop-table\n")
        .contains(" in 3 scripts (");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theUsualDirectoryNeedsNoName() {
    assertThat(rules(lint("--format", "json")))
        .containsExactlyInAnyOrder(
            "drop-table", "multi-table-exclusive-locks", "work-after-access-exclusive");
  }

  @Test
  void aFileHasOlderVersionsBesideItAsItsHistory() throws IOException {
    assertThat(lint("sql/V2__note.sql").exitCode()).isZero();

    write("alone/V2__note.sql", "alter table orders alter column note type varchar(40);");
    assertThat(rules(lint("alone/V2__note.sql", "--format", "json")))
        .containsExactly("change-column-type");
  }

  @Test
  void filesOfOtherNamesStandAlone() throws IOException {
    write("other/a.sql", "create table t (a int not null);");
    write("other/b.sql", "alter table t alter a set not null;");

    assertThat(rules(lint("other", "--format", "json"))).containsExactly("set-not-null");
  }

  @Test
  void standardInputHasANameAndAHistory() {
    String sql = "alter table orders alter column note type varchar(80);";

    assertThat(withInput(sql, "-").exitCode()).isEqualTo(3);
    assertThat(withInput(sql, "--stdin-name", "sql/V11__note.sql").exitCode()).isZero();
    CommandRun run = withInput("drop table orders;", "--stdin-name", "sql/V11__x.sql");
    assertThat(run.out()).contains("sql/V11__x.sql:1:1  error  drop-table");
  }

  @ParameterizedTest
  @CsvSource({"error,0", "warning,3", "none,0"})
  void failsOnWhatItIsTold(String failOn, int exitCode) throws IOException {
    write("w/V1__w.sql", "create trigger g after insert on t for each row execute function f();");

    assertThat(lint("w", "--fail-on", failOn).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void nothingToSayIsExitZero() {
    CommandRun run = lint("sql/V1__orders.sql");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("0 errors, 0 warnings in 1 script (");
  }

  /** Common command lines are not given to the parser, which costs time; the answers are its. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sql",
        "sql --format json --fail-on none",
        "--fail-on=warning sql/V1__orders.sql sql",
        "sql --rule set-not-null=note --rule=drop-table=off --runner flyway --format=github",
        "sql --stdin-name sql/V11__x.sql -",
        "sql --format sarif --since HEAD",
        "sql --baseline none/known.txt",
        "--explain drop-column",
        "sql --fail-on sometimes",
        "sql --format",
        "sql --format yaml",
        "sql --format json --format json",
        "sql --runner=",
        "sql --rule",
        "sql --fix=maybe",
        "sql --postgres 16",
        "sql --nonsense",
        "",
      })
  void whatIsReadWithoutTheParserIsReadTheSame(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ", -1);
    List<String> all = new ArrayList<>(List.of("--color", "never"));
    all.addAll(Arrays.asList(args));

    CommandRun read = withInput("drop table orders;", args);
    CommandRun asParsed = withInput("drop table orders;", all.toArray(String[]::new));

    assertThat(read.exitCode()).isEqualTo(asParsed.exitCode());
    assertThat(read.err()).isEqualTo(asParsed.err());
    assertThat(withoutTime(read.out())).isEqualTo(withoutTime(asParsed.out()));
  }

  private static String withoutTime(String text) {
    return text.replaceAll("\\d+\\.\\d s\\)|(?<=\"durationMs\":)\\d+", "");
  }

  @Test
  void explainsARule() {
    CommandRun run = lint("--explain", "set-not-null");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("# set-not-null").contains("## The safe way");
    CommandRun unknown = lint("--explain", "set-notnull");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean set-not-null?");
  }

  @Test
  void confFilesSayHowAScriptRuns() throws IOException {
    write("sql/V11__reindex.sql", "reindex table concurrently orders;");
    assertThat(rules(lint("sql/V11__reindex.sql", "--format", "json")))
        .containsExactly("flyway-undetected-non-transactional");

    write("sql/V11__reindex.sql.conf", "executeInTransaction=false\n");
    assertThat(lint("sql/V11__reindex.sql").exitCode()).isZero();
  }

  @Test
  void placeholdersAreReplacedWithoutMovingLines() throws IOException {
    write("sql/V11__x.sql", "alter table ${table}\n  add column a int; drop table ${other};");

    CommandRun run =
        lint("sql/V11__x.sql", "--format", "json", "--placeholders", "table=a_rather_long_name");
    JsonNode finding = run.json().at("/findings/0");
    assertThat(finding.get("rule").asString()).isEqualTo("drop-table");
    assertThat(finding.get("line").asInt()).isEqualTo(2);
    assertThat(finding.get("column").asInt()).isEqualTo(21);
  }

  @Test
  void configurationIsPerRulePathAndTable() throws IOException {
    write(
        "clearway-lint.toml",
        """
        fail-on = "warning"
        min-size = "1 GB"
        min-writes = 100
        [rules]
        work-after-access-exclusive = "off"
        [[ignore]]
        rule = "drop-table"
        path = "sql/V10*"
        reason = "unused since 3.1"
        [[ignore]]
        rule = ["multi-table-exclusive-locks"]
        table = "oth*"
        reason = "nobody reads it"
        """);

    assertThat(lint("sql").exitCode()).isZero();
    assertThat(
            lint("sql", "--rule", "add-json-column=error", "--rule", "drop-table=note").exitCode())
        .isZero();
  }

  @Test
  void valuesOfAnotherKindAreNotTakenForNothing() throws IOException {
    write(
        "clearway-lint.toml",
        """
        postgres = "new"
        min-writes = -3
        rules = 3
        [ignore]
        rule = "drop-table"
        """);

    CommandRun run = lint("sql");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.err())
        .contains("clearway-lint.toml postgres: \"new\" is no major version")
        .contains("clearway-lint.toml min-writes: -3 is no number")
        .contains("clearway-lint.toml rules: it is a table")
        .contains("clearway-lint.toml ignore: each exemption is a table");
  }

  @Test
  void aWrongConfigurationIsSaidWhole() throws IOException {
    write(
        "clearway-lint.toml",
        "min-size = \"big\"\n[rules]\ndrop-tabel = \"off\"\ndrop-table = \"loud\"\n");

    CommandRun run = lint("sql");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.err())
        .contains("mean drop-table?")
        .contains("'loud' is no severity")
        .contains("'big' is no size");
    Files.delete(directory.resolve("clearway-lint.toml"));
    assertThat(lint("sql", "--rule", "nonsense=off").exitCode()).isEqualTo(2);
    assertThat(lint("nowhere").exitCode()).isEqualTo(2);
    assertThat(lint("sql", "--postgres", "3").exitCode()).isEqualTo(2);
  }

  /** Only where all scripts are looked at: one of the others may need it. */
  @Test
  void anExemptionThatCoversNothingIsAFinding() throws IOException {
    write(
        "clearway-lint.toml",
        """
        [[ignore]]
        rule = "drop-table"
        path = "sql/V10*"
        reason = "unused since 3.1"

        [[ignore]]
        rule = ["drop-column", "rename-column"]
        path = "sql/archive/**"
        table = "audit.*"
        reason = "nobody reads it"
        """);

    JsonNode findings = lint("--format", "json").json().get("findings");
    JsonNode unused =
        findings
            .valueStream()
            .filter(f -> f.get("rule").asString().equals("unused-suppression"))
            .reduce((one, other) -> fail("%s covers something", other))
            .orElseThrow();
    assertThat(unused.get("script").asString()).isEqualTo("clearway-lint.toml");
    assertThat(unused.get("line").asInt()).isEqualTo(6);
    assertThat(unused.get("message").asString())
        .isEqualTo("nothing in sql/archive/** about audit.* triggers drop-column or rename-column");
    assertThat(lint().out()).contains("clearway-lint.toml:6:1  warning  unused-suppression");
    assertThat(rules(lint("sql", "--format", "json"))).doesNotContain("unused-suppression");
    assertThat(rules(lint("--rule", "unused-suppression=off", "--format", "json")))
        .doesNotContain("unused-suppression");
  }

  @Test
  void aBaselineIsWrittenOnceAndThenPassedOver() throws IOException {
    assertThat(lint("sql", "--baseline", "known.txt").exitCode()).isZero();
    assertThat(Files.readString(directory.resolve("known.txt"))).contains(" drop-table sql/V10");

    // lines may move
    write(
        "sql/V10__status.sql", "\n\nalter table orders add column status text;\ndrop table other;");
    assertThat(lint("sql", "--baseline", "known.txt").exitCode()).isZero();

    write("sql/V11__x.sql", "drop table another;");
    CommandRun run = lint("sql", "--baseline", "known.txt", "--format", "json");
    assertThat(rules(run)).containsExactly("drop-table");
  }

  @Test
  void sinceACommitOnlyWhatIsNewIsReported() throws Exception {
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x");
    write(
        "sql/V11__x.sql", "alter table orders alter column note type varchar(99), drop column id;");

    CommandRun run = lint("sql", "--since", "HEAD", "--format", "json");

    assertThat(rules(run)).containsExactly("drop-column");
    CommandRun unknown = lint("sql", "--since", "nonsense");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("git does not know nonsense");
  }

  private void git(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(args));
    Process git =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(git.waitFor()).isZero();
  }

  @Test
  void githubGetsAnnotations() {
    assertThat(lint("sql", "--format", "github").out())
        .contains(
            "::error file=sql/V10__status.sql,line=2,col=1,endColumn=17,title=clearway"
                + " drop-table::");
  }

  @Test
  void fixWritesSafeScriptsBesideTheOriginal() throws IOException {
    String original = "-- why\ncreate index i on orders (note);\n";
    write("sql/V11__x.sql", original + "alter table orders alter column note set not null;");

    CommandRun run = lint("sql", "--fix");

    assertThat(run.err()).contains("wrote sql/V11__x.sql.fixed").contains("V11.1__x_2.sql.fixed");
    assertThat(Files.readString(directory.resolve("sql/V11__x.sql"))).startsWith(original);
    assertThat(Files.readString(directory.resolve("sql/V11__x.sql.fixed")))
        .isEqualTo("-- why\ncreate index CONCURRENTLY i on orders (note);\n");
    assertThat(lint("sql", "--fix").exitCode()).as("never written over").isEqualTo(2);
  }
}
