/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What lint prints for other programs is what their specifications demand. */
class LintFormatsTest {

  @TempDir Path directory;

  @BeforeEach
  void scripts() throws IOException {
    write("sql/V1__orders.sql", "create table orders (id bigint primary key, note varchar(20));");
    write("sql/V2__clean.sql", "alter table orders add column status text;");
    write(
        "sql/V3__noted.sql", "alter table orders add column a int;\nalter table orders add b int;");
    write(
        "sql/V4__a name with blanks & <signs>.sql",
        "drop table a;\ndrop table a;\n\talter table orders alter note type varchar(10);\n"
            + "create index \"\u00e4\u0001\" on orders (note);\nselect 'no end\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun lint(String... args) {
    List<String> all = new ArrayList<>(List.of("lint"));
    all.addAll(List.of(args));
    return CommandRun.of(directory, Map.of(), all.toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) {
    return JsonMapper.builder().build().readTree(run.out());
  }

  /** The schema is in a library's jar: its licence does not let us keep it here. */
  private static Schema sarifSchema() throws IOException {
    try (InputStream in =
        LintFormatsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(in);
    }
  }

  @Test
  void sarifIsValidByItsSchema() throws IOException {
    Schema schema = sarifSchema();
    JsonNode sarif = json(lint("sql", "--format", "sarif"));

    assertThat(schema.validate(sarif)).isEmpty();
    assertThat(schema.validate(json(lint("sql/V2__clean.sql", "--format", "sarif")))).isEmpty();
    JsonNode broken =
        JsonMapper.builder().build().readTree(sarif.toString().replace("\"text\"", "\"txt\""));
    assertThat(schema.validate(broken)).as("it does find what is wrong").isNotEmpty();
  }

  @Test
  void sarifRefersToItsRulesAndToFilesThatThereAre() {
    JsonNode run = json(lint("sql", "--format", "sarif")).at("/runs/0");

    JsonNode rules = run.at("/tool/driver/rules");
    assertThat(run.get("results").size()).isGreaterThan(4);
    for (JsonNode result : run.get("results")) {
      assertThat(rules.get(result.get("ruleIndex").asInt()).get("id"))
          .isEqualTo(result.get("ruleId"));
      JsonNode place = result.at("/locations/0/physicalLocation");
      String path = URI.create(place.at("/artifactLocation/uri").asString()).getPath();
      assertThat(directory.resolve(path)).exists();
      assertThat(place.at("/region/endColumn").asInt())
          .isGreaterThan(place.at("/region/startColumn").asInt());
    }
  }

  /** The fields that GitLab's code quality report requires, and what they may be. */
  @Test
  void gitlabGetsACodeQualityReport() {
    JsonNode issues = json(lint("sql", "--format", "gitlab"));

    assertThat(issues.isArray()).isTrue();
    List<String> fingerprints = new ArrayList<>();
    for (JsonNode issue : issues) {
      assertThat(issue.get("description").asString()).isNotBlank();
      assertThat(issue.get("check_name").asString()).isNotBlank();
      fingerprints.add(issue.get("fingerprint").asString());
      assertThat(issue.at("/location/path").asString()).startsWith("sql/V");
      assertThat(issue.at("/location/lines/begin").isIntegralNumber()).isTrue();
      assertThat(issue.at("/location/lines/begin").asInt()).isPositive();
      assertThat(issue.get("severity").asString())
          .isIn("info", "minor", "major", "critical", "blocker");
    }
    assertThat(fingerprints).hasSizeGreaterThan(4).doesNotHaveDuplicates();
    assertThat(json(lint("sql/V2__clean.sql", "--format", "gitlab"))).isEmpty();
  }

  /** One test case a script; its numbers are those that it has. */
  @Test
  void junitCountsWhatItHas() throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(lint("sql", "--format", "junit").out())))
            .getDocumentElement();

    assertThat(suite.getTagName()).isEqualTo("testsuite");
    assertThat(suite.getAttribute("name")).isNotBlank();
    NodeList cases = suite.getElementsByTagName("testcase");
    NodeList failures = suite.getElementsByTagName("failure");
    assertThat(suite.getAttribute("tests")).isEqualTo("4").isEqualTo("" + cases.getLength());
    assertThat(suite.getAttribute("failures")).isEqualTo("1").isEqualTo("" + failures.getLength());
    assertThat(suite.getAttribute("errors")).isEqualTo("0");
    for (int i = 0; i < cases.getLength(); i++) {
      Element one = (Element) cases.item(i);
      assertThat(one.getAttribute("name")).startsWith("sql/V");
      assertThat(one.getAttribute("classname")).isNotBlank();
    }
    Element failure = (Element) failures.item(0);
    assertThat(failure.getAttribute("type")).isNotBlank();
    assertThat(failure.getAttribute("message")).isNotBlank();
    assertThat(failure.getTextContent()).contains("V4__a name with blanks & <signs>.sql:1:1 error");
  }

  @Test
  void thePreCommitHookRunsIt() throws IOException {
    Object hooks = yaml(Files.readString(root().resolve(".pre-commit-hooks.yaml")));

    Map<?, ?> hook = (Map<?, ?>) ((List<?>) hooks).get(0);
    assertThat(hook.keySet().stream().map(Object::toString))
        .contains("id", "name", "entry", "language", "files");
    assertThat(hook.get("language")).isEqualTo("system");
    assertThat("sql/V4__x.sql").containsPattern(hook.get("files").toString());
    // it gets the files of the commit behind its entry
    List<String> args = new ArrayList<>(List.of(hook.get("entry").toString().split(" ")));
    assertThat(args.remove(0)).isEqualTo("clearway");
    args.add("sql/V2__clean.sql");
    assertThat(CommandRun.of(directory, Map.of(), args.toArray(String[]::new)).exitCode()).isZero();
    args.add("sql/V4__a name with blanks & <signs>.sql");
    assertThat(CommandRun.of(directory, Map.of(), args.toArray(String[]::new)).exitCode())
        .isEqualTo(3);
  }

  /** The examples in docs/lint.md: the hook's name, and what the workflow runs. */
  @Test
  void whatTheDocumentationTellsPipelinesToRunWorks() throws Exception {
    String page = Files.readString(root().resolve("docs/lint.md"));
    List<Object> examples = new ArrayList<>();
    for (int at = page.indexOf("```yaml\n"); at >= 0; at = page.indexOf("```yaml\n", at + 1)) {
      examples.add(yaml(page.substring(at + "```yaml\n".length(), page.indexOf("\n```", at))));
    }

    assertThat(examples).hasSize(2);
    assertThat(examples.get(0).toString()).contains("{id=clearway-lint}");
    Map<?, ?> jobs = (Map<?, ?>) ((Map<?, ?>) examples.get(1)).get("jobs");
    List<?> steps = (List<?>) ((Map<?, ?>) jobs.values().iterator().next()).get("steps");
    String command = ((Map<?, ?>) steps.get(steps.size() - 1)).get("run").toString();
    assertThat(command).startsWith("clearway lint ");
    Files.move(
        directory.resolve("sql"),
        Files.createDirectories(directory.resolve("db")).resolve("migration"));
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x");
    write("db/migration/V5__x.sql", "alter table orders drop column note;");
    String[] args =
        command
            .replace("origin/${{ github.base_ref }}", "HEAD")
            .replace("clearway ", "")
            .split(" ");
    CommandRun run = CommandRun.of(directory, Map.of(), args);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out().lines().filter(line -> line.startsWith("::error")))
        .singleElement()
        .asString()
        .startsWith("::error file=db/migration/V5__x.sql,line=1,");
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

  private static Path root() {
    return Path.of(System.getProperty("clearway.root"));
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }
}
