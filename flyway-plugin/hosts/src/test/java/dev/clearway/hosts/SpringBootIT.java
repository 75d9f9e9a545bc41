/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample applications, packaged by a real build and started with {@code java -jar}. */
@PostgresTest(template = SampleOrders.class)
@Timeout(300)
class SpringBootIT {

  private static ChildProcess.Builder application(
      String sample, TestDatabase database, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ChildProcess.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx256m", "-jar"));
    command.add(HostDocs.TARGET.resolve("it/" + sample + "/target/shop.jar").toString());
    command.addAll(List.of(arguments));
    return ChildProcess.of(command)
        .with("SPRING_DATASOURCE_URL", database.jdbcUrl())
        .with("SPRING_DATASOURCE_USERNAME", database.user())
        .with("SPRING_DATASOURCE_PASSWORD", database.password());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot-3.5", "spring-boot-4"})
  void startsAndStallsNobody(String sample, TestDatabase database) throws Exception {
    ChildProcess run =
        BusyShop.underLoad(
            database,
            // no more connections than Flyway alone needs
            application(sample, database, "--spring.datasource.hikari.maximum-pool-size=2"));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("Started ShopApplication");
    assertThat(BusyShop.isMigrated(database)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot-3.5", "spring-boot-4"})
  void settingsCountAndMistakesStopTheStart(String sample, TestDatabase database) throws Exception {
    ChildProcess misspelled =
        application(sample, database, "--spring.flyway.clearway.lock-timeot=1s").run();
    assertThat(misspelled.exitCode()).isEqualTo(1);
    assertThat(misspelled.output())
        .contains("spring.flyway.clearway.lock-timeot")
        .doesNotContain("Started ShopApplication");

    ChildProcess impatient;
    try (LockHolder report =
        LockHolder.in(database).application("report").idleAfter("select from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));
      impatient =
          application(sample, database)
              .with("SPRING_FLYWAY_CLEARWAY_BLOCKERPATIENCE", "200ms")
              .run();
    }
    assertThat(impatient.exitCode()).as(impatient.output()).isEqualTo(1);
    assertThat(impatient.output())
        .contains("report")
        .contains("200 ms")
        .doesNotContain("Started ShopApplication");
    assertThat(BusyShop.isMigrated(database)).isFalse();
  }
}
