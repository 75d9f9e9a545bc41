/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The composite action: what its step runs, as a runner would run it. */
@PostgresTest(template = SampleOrders.class)
@Timeout(300)
class GithubActionIT {

  private static final Path ACTION = HostDocs.ROOT.resolve(".github/actions/clearway");

  /** What a step tells the ones after it. */
  private record Step(ChildProcess process, Map<String, String> outputs) {}

  /** Runs the step of the action with some of its inputs, and the defaults of the others. */
  private static Step step(ChildProcess.Builder process, Path output, Map<String, String> inputs)
      throws Exception {
    Map<String, Object> action = Recipes.yaml(ACTION.resolve("action.yml"));
    Map<String, Object> declared = Recipes.at(action, "inputs");
    assertThat(declared.keySet()).containsAll(inputs.keySet());
    Map<String, String> environment = Recipes.at(action, "runs", "steps", 0, "env");
    environment.forEach(
        (variable, expression) -> {
          String input = expression.replaceAll("\\$\\{\\{ inputs\\.(.*) }}", "$1");
          process.with(
              variable, inputs.getOrDefault(input, Recipes.at(declared, input, "default")));
        });
    ChildProcess ended =
        process
            .with("GITHUB_ACTION_PATH", ACTION.toString())
            .with("GITHUB_OUTPUT", output.toString())
            .run();
    Map<String, String> outputs = new TreeMap<>();
    for (String line : Files.readAllLines(output)) {
      outputs.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return new Step(ended, outputs);
  }

  private static ChildProcess.Builder shell() throws IOException {
    String script =
        Recipes.at(Recipes.yaml(ACTION.resolve("action.yml")), "runs", "steps", 0, "run");
    return ChildProcess.of(List.of("sh", "-e", "-c", script)).in(CommandLine.checkout());
  }

  private static Path output() throws IOException {
    return Files.createTempFile(HostDocs.TARGET, "github", ".output");
  }

  @Test
  void everyInputAndOutputIsMeant() throws IOException {
    String text = Files.readString(ACTION.resolve("action.yml"));
    Map<String, Object> action = Recipes.yaml(text);
    Map<String, Object> inputs = Recipes.at(action, "inputs");
    assertThat(used(text, "inputs")).isEqualTo(inputs.keySet());
    Map<String, Object> outputs = Recipes.at(action, "outputs");
    String script = Files.readString(ACTION.resolve("run.sh"));
    assertThat(outputs.keySet())
        .isEqualTo(used(text, "steps\\.run\\.outputs"))
        .allSatisfy(name -> assertThat(script).contains("echo \"" + name + "="));
    String using = Recipes.at(action, "runs", "using");
    assertThat(using).isEqualTo("composite");
    // and the workflow gives nothing that the action does not take
    Map<String, Object> workflow = Recipes.yaml(Recipes.file("github-workflow.yml"));
    Map<String, Object> lint = Recipes.at(workflow, "jobs", "lint", "steps", 2, "with");
    Map<String, Object> migrate = Recipes.at(workflow, "jobs", "migrate", "steps", 2, "with");
    assertThat(inputs.keySet()).containsAll(lint.keySet()).containsAll(migrate.keySet());
  }

  private static java.util.Set<String> used(String text, String of) {
    return Pattern.compile("\\$\\{\\{ " + of + "\\.([a-z-]+) }}")
        .matcher(text)
        .results()
        .map(use -> use.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(RunOutcome.class)
  void everyExitCodeHasItsOutcome(RunOutcome outcome) throws Exception {
    Path tries = Files.createTempFile(HostDocs.TARGET, "tries", "");
    Path clearway =
        CommandLine.executable("echo \"$*\" >>'" + tries + "'; exit " + outcome.exitCode());
    Map<String, String> inputs = new HashMap<>();
    inputs.put("clearway", clearway.resolve("clearway").toString());
    inputs.put("command", "migrate");
    inputs.put("arguments", "--target\n7 a\n\n--table=x");
    inputs.put("attempts", "3");
    inputs.put("pause", "0");

    Step step = step(shell(), output(), inputs);

    boolean again = outcome == RunOutcome.CONTENTION;
    assertThat(step.process().exitCode()).isEqualTo(outcome.exitCode());
    assertThat(step.outputs())
        .containsEntry("exit-code", String.valueOf(outcome.exitCode()))
        .containsEntry("outcome", outcome.word())
        .containsEntry("retry", String.valueOf(again));
    assertThat(Files.readAllLines(tries))
        .hasSize(again ? 3 : 1)
        .containsOnly("migrate --target 7 a --table=x");

    inputs.put("fail", "false");
    assertThat(step(shell(), output(), inputs).process().exitCode()).isZero();
  }

  @Test
  void theGateHoldsAndThenLetsThrough(TestDatabase database) throws Exception {
    Map<String, String> inputs =
        Map.of("clearway", CommandLine.folder().resolve("clearway").toString());
    try (LockHolder report =
        LockHolder.in(database).application("report").idleAfter("select from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));
      Step hold = step(CommandLine.with(shell(), database), output(), inputs);
      assertThat(hold.process().exitCode()).as(hold.process().output()).isEqualTo(4);
      assertThat(hold.outputs()).containsEntry("outcome", "contention");
      assertThat(hold.process().output()).contains("HOLD").contains("::warning title=Clearway::");
    }
    assertThat(BusyShop.isMigrated(database)).isFalse();

    Step clear = step(CommandLine.with(shell(), database), output(), inputs);
    assertThat(clear.process().exitCode()).as(clear.process().output()).isZero();
    assertThat(clear.outputs()).containsEntry("outcome", "done");
    assertThat(BusyShop.isMigrated(database)).isTrue();
  }
}
