/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema and what is printed: the keywords that the schema uses, read literally. */
@PostgresTest
class SchemaTest {

  @TempDir Path directory;

  private static JsonNode schema() throws Exception {
    return schema("migrate-1.json");
  }

  static JsonNode schema(String name) throws Exception {
    Path root = Path.of(System.getProperty("clearway.root"));
    return JsonMapper.builder()
        .build()
        .readTree(Files.readString(root.resolve("docs/schema").resolve(name)));
  }

  @Test
  void whatIsPrintedIsWhatIsPublished(TestDatabase database) throws Exception {
    Files.createDirectories(directory.resolve("sql"));
    Path scripts = directory.resolve("sql");
    Files.writeString(scripts.resolve("V1__t.sql"), "create table t (id int);");
    Map<String, String> environment = CommandRun.environment(database);
    String[] migrate = {"migrate", "--format", "json", "--blocker-patience", "200ms"};

    CommandRun done = CommandRun.of(directory, environment, migrate);
    assertThat(problems(schema(), done.json(), "$")).isEmpty();

    Files.writeString(scripts.resolve("V2__c.sql"), "alter table t add column c int;");
    try (LockHolder holder = LockHolder.hold(database, "t", "ACCESS SHARE")) {
      CommandRun contention = CommandRun.of(directory, environment, migrate);
      assertThat(contention.exitCode()).isEqualTo(4);
      assertThat(problems(schema(), contention.json(), "$")).isEmpty();
    }

    Files.writeString(scripts.resolve("V3__bad.sql"), "select nonsense;");
    CommandRun failed = CommandRun.of(directory, environment, migrate);
    assertThat(failed.exitCode()).isEqualTo(5);
    assertThat(problems(schema(), failed.json(), "$")).isEmpty();
    assertThat(failed.json().at("/migrations/0/attempts/0").isMissingNode()).isFalse();

    CommandRun unreachable =
        CommandRun.of(
            directory,
            Map.of(
                "FLYWAY_URL",
                "jdbc:postgresql://localhost:1/x",
                "FLYWAY_LOCATIONS",
                "filesystem:sql"),
            migrate);
    assertThat(unreachable.exitCode()).isEqualTo(7);
    assertThat(problems(schema(), unreachable.json(), "$")).isEmpty();
  }

  @Test
  void alsoOfPreflight(TestDatabase database) throws Exception {
    Path scripts = Files.createDirectories(directory.resolve("sql"));
    Files.writeString(scripts.resolve("V1__t.sql"), "create table t (id int, big int);");
    Map<String, String> environment = CommandRun.environment(database);
    CommandRun.of(directory, environment, "migrate");
    Files.writeString(scripts.resolve("V2__c.sql"), "alter table t alter column big type bigint;");
    String[] preflight = {"preflight", "--format", "json", "--sample-for", "0"};
    JsonNode schema = schema("preflight-1.json");

    CommandRun clear = CommandRun.of(directory, environment, preflight);
    assertThat(clear.exitCode()).isZero();
    assertThat(problems(schema, clear.json(), "$")).isEmpty();
    assertThat(clear.json().at("/locks/0").isMissingNode()).isFalse();

    try (LockHolder holder = LockHolder.hold(database, "t", "ACCESS SHARE")) {
      database.await().transactionOlderThan(holder.pid(), Duration.ofSeconds(1));
      CommandRun hold = CommandRun.of(directory, environment, preflight);
      assertThat(hold.exitCode()).isEqualTo(4);
      assertThat(problems(schema, hold.json(), "$")).isEmpty();
      assertThat(hold.json().at("/blockers/0").isMissingNode()).isFalse();
    }

    Files.writeString(scripts.resolve("V3__bad.sql"), "alter table nowhere add x int;");
    CommandRun noGo = CommandRun.of(directory, environment, preflight);
    assertThat(noGo.exitCode()).isEqualTo(3);
    assertThat(problems(schema, noGo.json(), "$")).isEmpty();

    CommandRun usage =
        CommandRun.of(directory, environment, "preflight", "--format", "json", "--nonsense");
    assertThat(usage.exitCode()).isEqualTo(2);
    assertThat(problems(schema, usage.json(), "$")).isEmpty();
  }

  @Test
  void alsoOfLint() throws Exception {
    Path scripts = Files.createDirectories(directory.resolve("sql"));
    Files.writeString(scripts.resolve("V1__t.sql"), "drop table t;\n-- clearway: ignore=x");
    JsonNode schema = schema("lint-1.json");

    CommandRun found = CommandRun.of(directory, Map.of(), "lint", "--format", "json");
    assertThat(found.exitCode()).isEqualTo(3);
    assertThat(problems(schema, found.json(), "$")).isEmpty();
    assertThat(found.json().get("findings").size()).isEqualTo(2);

    CommandRun usage = CommandRun.of(directory, Map.of(), "lint", "nowhere", "--format", "json");
    assertThat(usage.exitCode()).isEqualTo(2);
    assertThat(problems(schema, usage.json(), "$")).isEmpty();
  }

  @Test
  void alsoOfBlockers(TestDatabase database) throws Exception {
    Files.createDirectories(directory.resolve("sql"));
    JsonNode schema = schema("blockers-1.json");
    String[] blockers = {"blockers", "--format", "json"};
    Map<String, String> environment = CommandRun.environment(database);
    database.execute("create table t (id int)");
    database.execute("begin; lock table t in access share mode; prepare transaction 'p'");
    try (LockHolder holder = LockHolder.hold(database, "t", "ACCESS SHARE")) {
      CommandRun run = CommandRun.of(directory, environment, "blockers", "--format=json", "--all");
      assertThat(run.exitCode()).isZero();
      assertThat(problems(schema, run.json(), "$")).isEmpty();
      assertThat(run.json().at("/holders").valueStream().map(one -> one.at("/pid").asInt()))
          .contains(0, holder.pid());
    }

    CommandRun usage =
        CommandRun.of(directory, environment, "blockers", "--format", "json", "--nonsense");
    assertThat(usage.exitCode()).isEqualTo(2);
    assertThat(problems(schema, usage.json(), "$")).isEmpty();
    assertThat(CommandRun.of(directory, environment, blockers).json().at("/trees").asInt())
        .isZero();
    database.execute("rollback prepared 'p'");
  }

  @Test
  void theCheckFindsWhatIsWrong() throws Exception {
    JsonNode wrong =
        JsonMapper.builder().build().readTree("{\"schemaVersion\":2,\"surprise\":1,\"felt\":7}");

    assertThat(problems(schema(), wrong, "$"))
        .contains("$.schemaVersion is 2", "$.surprise is not in the schema", "$.felt is no object")
        .contains("$.migrations is missing");
  }

  static List<String> problems(JsonNode schema, JsonNode value, String path) {
    List<String> problems = new ArrayList<>();
    if (schema.has("const") && !schema.get("const").equals(value)) {
      problems.add(path + " is " + value);
    }
    if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
      problems.add(path + " is " + value);
    }
    if (schema.has("type") && !hasType(schema.get("type"), value)) {
      problems.add(path + " is no " + schema.get("type").asString("value of its types"));
      return problems;
    }
    if (schema.has("minimum")
        && value.isNumber()
        && value.asLong() < schema.get("minimum").asLong()) {
      problems.add(path + " is " + value);
    }
    if (schema.has("pattern")
        && value.isString()
        && !value.asString().matches(schema.get("pattern").asString())) {
      problems.add(path + " is " + value);
    }
    if (schema.has("properties") && value.isObject()) {
      JsonNode properties = schema.get("properties");
      schema
          .get("required")
          .valueStream()
          .map(JsonNode::asString)
          .filter(name -> !value.has(name))
          .forEach(name -> problems.add(path + "." + name + " is missing"));
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        String below = path + "." + property.getKey();
        if (properties.has(property.getKey())) {
          problems.addAll(problems(properties.get(property.getKey()), property.getValue(), below));
        } else {
          problems.add(below + " is not in the schema");
        }
      }
    }
    if (schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        problems.addAll(problems(schema.get("items"), value.get(i), path + "[" + i + "]"));
      }
    }
    return problems;
  }

  private static boolean hasType(JsonNode types, JsonNode value) {
    if (types.isArray()) {
      return types.valueStream().anyMatch(type -> hasType(type, value));
    }
    return switch (types.asString()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default ->
          throw new IllegalArgumentException("a type that this check does not know: " + types);
    };
  }
}
