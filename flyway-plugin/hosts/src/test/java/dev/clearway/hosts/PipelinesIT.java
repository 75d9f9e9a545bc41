/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import io.kubernetes.client.openapi.models.V1Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of docs/pipelines: parsed, and what can be run without their hosts is run. */
@PostgresTest(template = SampleOrders.class)
@Timeout(300)
class PipelinesIT {

  private static final String KUBERNETES = "kubernetes-job.yaml";
  private static final String ARGO = "argocd-presync.yaml";
  private static final String HELM = "helm/templates/migrate-job.yaml";

  /** A job; of the Helm chart, with its values put in as Helm does for such simple places. */
  private static Map<String, Object> job(String recipe) throws IOException {
    String text = Files.readString(Recipes.file(recipe)).replace("{{ .Release.Name }}", "shop");
    String image =
        Recipes.at(Recipes.yaml(Recipes.file("helm/values.yaml")), "migrations", "image");
    String job = text.replace("{{ .Values.migrations.image }}", image);
    assertThat(job).doesNotContain("{{");
    return Recipes.yaml(job);
  }

  @ParameterizedTest
  @ValueSource(strings = {KUBERNETES, ARGO, HELM})
  void kubernetesKnowsEveryField(String recipe) throws IOException {
    JsonElement json = new Gson().toJsonTree(job(recipe));
    V1Job.validateJsonElement(json);
    // one job, three ways to start it
    Object spec = job(KUBERNETES).get("spec");
    assertThat(job(recipe).get("spec")).isEqualTo(spec);
  }

  @ParameterizedTest
  @EnumSource(RunOutcome.class)
  void theJobDoesWhatTheExitCodeSays(RunOutcome outcome) throws IOException {
    List<Map<String, Object>> rules =
        Recipes.at(job(KUBERNETES), "spec", "podFailurePolicy", "rules");
    String action =
        rules.stream()
            .filter(rule -> rule.containsKey("onExitCodes"))
            .filter(
                rule -> {
                  assertThat((String) Recipes.at(rule, "onExitCodes", "operator")).isEqualTo("In");
                  List<Integer> codes = Recipes.at(rule, "onExitCodes", "values");
                  return codes.contains(outcome.exitCode());
                })
            .map(rule -> (String) rule.get("action"))
            .findFirst()
            .orElse("Count");
    assertThat(action)
        .isEqualTo(
            switch (outcome) {
              // 0 is no failure; an interrupted run goes on in the next pod
              case DONE, CONTENTION, INTERRUPTED -> "Count";
              default -> "FailJob";
            });
    assertThat((String) Recipes.at(job(KUBERNETES), "spec", "template", "spec", "restartPolicy"))
        .isEqualTo("Never");
  }

  @Test
  void theJobsContainerMigrates(TestDatabase database) throws Exception {
    Map<String, Object> container =
        Recipes.at(job(KUBERNETES), "spec", "template", "spec", "containers", 0);
    Path password = Files.createTempFile(HostDocs.TARGET, "password", "");
    Files.writeString(password, database.password() + "\n");
    List<String> command = new ArrayList<>(entryPoint());
    List<String> arguments = Recipes.at(container, "args");
    for (String argument : arguments) {
      command.add(argument.replace("/run/secrets/database/password", password.toString()));
    }

    ChildProcess run =
        ChildProcess.of(command)
            .in(CommandLine.checkout())
            .with("FLYWAY_URL", database.jdbcUrl())
            .with("FLYWAY_USER", database.user())
            .with("FLYWAY_LOCATIONS", "filesystem:db/migration")
            .run();

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(BusyShop.isMigrated(database)).isTrue();
    List<Map<String, Object>> environment = Recipes.at(container, "env");
    assertThat(environment)
        .extracting(variable -> variable.get("name"))
        .containsExactly("FLYWAY_URL", "FLYWAY_USER");
  }

  /** The Dockerfile's, of the command on the PATH. */
  private static List<String> entryPoint() throws Exception {
    String[] words = array(dockerfile("ENTRYPOINT").get(0));
    assertThat(words).containsExactly("clearway");
    return List.of(CommandLine.folder().resolve("clearway").toString());
  }

  private static String[] array(String json) {
    return new Gson().fromJson(json, String[].class);
  }

  /** What follows an instruction of the Dockerfile, each time that it is there. */
  private static List<String> dockerfile(String instruction) throws IOException {
    try (Stream<String> lines = Files.lines(Recipes.file("Dockerfile"))) {
      return lines
          .filter(line -> line.startsWith(instruction + " "))
          .map(line -> line.substring(instruction.length() + 1))
          .toList();
    }
  }

  @Test
  void theImageRunsAsNobodyInParticular() throws IOException {
    Map<String, Object> pod = Recipes.at(job(KUBERNETES), "spec", "template", "spec");
    Object user = Recipes.at(pod, "securityContext", "runAsUser");
    assertThat(dockerfile("USER")).containsExactly(user + ":" + user);
    assertThat(dockerfile("WORKDIR"))
        .containsExactly((String) Recipes.at(pod, "containers", 0, "workingDir"));
    assertThat(dockerfile("HEALTHCHECK")).containsExactly("NONE");
    assertThat(array(dockerfile("CMD").get(0))).containsExactly("migrate");
    assertThat(dockerfile("FROM")).hasSize(1).noneMatch(image -> image.endsWith("latest"));
    boolean readOnly =
        Recipes.at(pod, "containers", 0, "securityContext", "readOnlyRootFilesystem");
    assertThat(readOnly).isTrue();
  }

  @Test
  void gitlabsScriptsRun(TestDatabase database) throws Exception {
    Map<String, Object> pipeline = Recipes.yaml(Recipes.file("gitlab-ci.yml"));
    Path checkout = CommandLine.checkout();
    Path clearway = CommandLine.folder();
    for (String job : List.of("lint", "preflight", "migrate")) {
      List<String> script = Recipes.at(pipeline, job, "script");
      ChildProcess run =
          CommandLine.with(
                  ChildProcess.of(List.of("sh", "-e", "-c", String.join("\n", script)))
                      .in(checkout)
                      .with("PATH", CommandLine.path(clearway)),
                  database)
              .run();
      assertThat(run.exitCode()).as(run.output()).isZero();
      Map<String, String> reports =
          job.equals("migrate") ? Map.of() : Recipes.at(pipeline, job, "artifacts", "reports");
      assertThat(reports.values())
          .allSatisfy(report -> assertThat(checkout.resolve(report)).isNotEmptyFile());
      if (!job.equals("lint")) {
        int again = Recipes.at(pipeline, job, "retry", "exit_codes");
        assertThat(again).isEqualTo(RunOutcome.CONTENTION.exitCode());
      }
    }
    assertThat(BusyShop.isMigrated(database)).isTrue();
    // what a job extends is there, and every stage is one of the list
    List<String> stages = Recipes.at(pipeline, "stages");
    pipeline.forEach(
        (name, job) -> {
          if (job instanceof Map<?, ?> settings && settings.containsKey("extends")) {
            assertThat(pipeline).containsKey((String) settings.get("extends"));
            assertThat(stages).contains((String) settings.get("stage"));
          }
        });
  }

  /** What Jib has put together, without its base image, is unpacked and started. */
  @Test
  void jibsImageMigrates(TestDatabase database) throws Exception {
    Path image = Files.createTempDirectory(HostDocs.TARGET, "image");
    Path tar = HostDocs.TARGET.resolve("it/jib/target/jib-image.tar");
    CommandLine.unpack(tar, image);
    Map<String, Object> config =
        Recipes.at(Recipes.yaml(Files.readString(image.resolve("config.json"))), "config");
    Path root = Files.createDirectories(image.resolve("root"));
    try (Stream<Path> layers = Files.list(image)) {
      for (Path layer : layers.filter(file -> file.toString().endsWith(".tar.gz")).toList()) {
        CommandLine.unpack(layer, root);
      }
    }
    assertThat(config).containsEntry("User", "10001:10001").containsEntry("WorkingDir", "/work");
    List<String> environment = Recipes.at(config, "Env");
    assertThat(environment).contains("FLYWAY_LOCATIONS=classpath:db/migration");

    List<String> command = new ArrayList<>();
    List<String> entryPoint = Recipes.at(config, "Entrypoint");
    for (String word : entryPoint) {
      command.add(
          word.equals("java")
              ? ChildProcess.java()
              : word.startsWith("@")
                  ? below(root, Files.readString(root.resolve(word.substring(2))))
                  : below(root, word));
    }
    List<String> arguments = Recipes.at(config, "Cmd");
    command.addAll(arguments);
    ChildProcess run =
        CommandLine.with(ChildProcess.of(command), database)
            .with("FLYWAY_LOCATIONS", "classpath:db/migration")
            .in(image)
            .run();

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(BusyShop.isMigrated(database)).isTrue();
  }

  /** A class path of the image, or a word that has nothing to do with it. */
  private static String below(Path root, String word) {
    return word.startsWith("/app/")
        ? Arrays.stream(word.strip().split(":"))
            .map(entry -> root.resolve(entry.substring(1)).toString())
            .reduce((all, entry) -> all + ":" + entry)
            .orElseThrow()
        : word;
  }
}
