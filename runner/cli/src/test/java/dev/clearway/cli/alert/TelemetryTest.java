/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.V20;
import static dev.clearway.cli.alert.Samples.at;
import static dev.clearway.cli.alert.Samples.awaited;
import static dev.clearway.cli.alert.Samples.budgetSpent;
import static dev.clearway.cli.alert.Samples.gaveUp;
import static dev.clearway.cli.alert.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.record.RunEvent;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that takes OTLP over HTTP, and reads its Protobuf. */
class TelemetryTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final LocalServer server = new LocalServer().usually(200, "");
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              server.url(""),
              "OTEL_EXPORTER_OTLP_HEADERS",
              "api-key=k1",
              "OTEL_RESOURCE_ATTRIBUTES",
              "deployment.environment.name=production",
              "TRACEPARENT",
              "00-" + TRACE + "-00f067aa0ba902b7-01"));

  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Metric> metrics = new HashMap<>();
  private final List<String> resources = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  private Telemetry telemetry(Duration patience) throws IOException {
    return new Telemetry(new TelemetrySdk(environment, patience), new Redactor(List.of("s3cret")));
  }

  private void tell(Telemetry telemetry) {
    telemetry.on(at(0, new RunEvent.RunConfigured(List.of())));
    telemetry.on(started());
    telemetry.on(at(0, new RunEvent.AttemptStarted(V20.script(), 1)));
    telemetry.on(awaited(5));
    telemetry.on(awaited(9));
    telemetry.on(at(12, new RunEvent.ClearanceGiven(V20.script(), 1, Duration.ofSeconds(12))));
    telemetry.on(budgetSpent(14));
    telemetry.on(at(15, new RunEvent.AttemptFinished(V20.script(), Samples.contended())));
    telemetry.on(at(16, new RunEvent.AttemptStarted(V20.script(), 2)));
    telemetry.on(
        at(
            20,
            new RunEvent.UnitFinished(
                V20.script(), false, Duration.ofSeconds(20), Duration.ofSeconds(12))));
    telemetry.on(gaveUp(600));
  }

  private void read() throws Exception {
    for (LocalServer.Received request : server.rest()) {
      assertThat(request.header("api-key")).isEqualTo("k1");
      assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
      if (request.path().equals("/v1/traces")) {
        ExportTraceServiceRequest.parseFrom(request.bytes())
            .getResourceSpansList()
            .forEach(
                resource -> {
                  resource
                      .getResource()
                      .getAttributesList()
                      .forEach(
                          a -> resources.add(a.getKey() + "=" + a.getValue().getStringValue()));
                  resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                });
      } else {
        assertThat(request.path()).isEqualTo("/v1/metrics");
        ExportMetricsServiceRequest.parseFrom(request.bytes()).getResourceMetricsList().stream()
            .flatMap(resource -> resource.getScopeMetricsList().stream())
            .flatMap(scope -> scope.getMetricsList().stream())
            .forEach(metric -> metrics.put(metric.getName(), metric));
      }
    }
  }

  private List<Span> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  private static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(a -> a.getKey().equals(key))
        .map(KeyValue::getValue)
        .map(
            value ->
                value.hasIntValue()
                    ? String.valueOf(value.getIntValue())
                    : value.hasArrayValue()
                        ? value.getArrayValue().getValues(0).getStringValue()
                        : value.getStringValue())
        .findFirst()
        .orElse("");
  }

  private static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000 + at.getNano();
  }

  @Test
  void aRunIsATraceBelowThePipelines() throws Exception {
    Telemetry telemetry = telemetry(Duration.ofMinutes(1));
    tell(telemetry);
    telemetry.close();

    read();
    assertThat(spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("migrate", "migration", "attempt", "attempt", "clearance");
    Span run = named("migrate").get(0);
    assertThat(hex(run.getTraceId())).isEqualTo(TRACE);
    assertThat(hex(run.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
    assertThat(run.getStartTimeUnixNano()).isEqualTo(nanos(Samples.START));
    assertThat(run.getEndTimeUnixNano()).isEqualTo(nanos(Samples.START.plusSeconds(600)));
    assertThat(attribute(run, "db.namespace")).isEqualTo("shop");
    assertThat(attribute(run, "server.address")).isEqualTo("db1");
    assertThat(attribute(run, "server.port")).isEqualTo("5432");
    assertThat(attribute(run, "clearway.run")).isEqualTo(Samples.RUN);
    assertThat(attribute(run, "clearway.outcome")).isEqualTo("contention");
    assertThat(run.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    Span migration = named("migration").get(0);
    assertThat(migration.getParentSpanId()).isEqualTo(run.getSpanId());
    assertThat(attribute(migration, "clearway.version")).isEqualTo("20");
    assertThat(migration.getEndTimeUnixNano()).isEqualTo(nanos(Samples.START.plusSeconds(20)));
    Span attempt = named("attempt").get(0);
    assertThat(attempt.getParentSpanId()).isEqualTo(migration.getSpanId());
    assertThat(attribute(attempt, "clearway.outcome")).isEqualTo("contended");
    assertThat(attribute(attempt, "db.response.status_code")).isEqualTo("55P03");
    assertThat(attribute(attempt, "clearway.in_the_way")).isEqualTo("nightly_report");
    assertThat(attempt.getEvents(0).getName()).isEqualTo("stall budget spent");
    Span wait = named("clearance").get(0);
    assertThat(wait.getParentSpanId()).isEqualTo(attempt.getSpanId());
    assertThat(wait.getStartTimeUnixNano()).isEqualTo(nanos(Samples.START));
    assertThat(wait.getEndTimeUnixNano()).isEqualTo(nanos(Samples.START.plusSeconds(12)));
    assertThat(resources)
        .contains("service.name=clearway", "deployment.environment.name=production");
    assertThat(spans.toString()).doesNotContain("4111", "s3cret", "select $1");
  }

  @Test
  void waitsAndVictimsAreMetrics() throws Exception {
    Telemetry telemetry = telemetry(Duration.ofMinutes(1));
    tell(telemetry);
    telemetry.close();

    read();
    assertThat(metrics.get("clearway.clearance.wait").getHistogram().getDataPoints(0).getSum())
        .isEqualTo(12.0);
    assertThat(metrics.get("clearway.clearance.wait").getUnit()).isEqualTo("s");
    assertThat(metrics.get("clearway.lock.queue").getHistogram().getDataPoints(0).getSum())
        .isEqualTo(0.104);
    assertThat(metrics.get("clearway.victim.wait").getHistogram().getDataPoints(0).getSum())
        .isEqualTo(0.052);
    assertThat(metrics.get("clearway.victims").getSum().getDataPoints(0).getAsInt()).isEqualTo(3);
    assertThat(metrics.get("clearway.attempts").getSum().getDataPoints(0).getAsInt()).isEqualTo(1);
  }

  @Test
  void aServerThatRefusesIsAnErrorAtTheEnd() throws Exception {
    server.usually(403, "");
    Telemetry telemetry = telemetry(Duration.ofMinutes(1));
    tell(telemetry);

    assertThatThrownBy(telemetry::close)
        .isInstanceOf(IOException.class)
        .hasMessage("its server does not take what it is sent");
    assertThat(server.rest()).isNotEmpty();
  }

  @Test
  void aServerThatNeverAnswersIsNotWaitedFor() throws Exception {
    server.neverAnswers();
    Telemetry telemetry = telemetry(Duration.ofMillis(100));
    tell(telemetry);

    assertThatThrownBy(telemetry::close).hasMessage("no answer in 100 ms");
  }

  @Test
  void anIllServerIsTriedAgain() throws Exception {
    server.then(503, Map.of(), "").then(503, Map.of(), "");
    Telemetry telemetry = telemetry(Duration.ofMinutes(1));
    tell(telemetry);
    telemetry.close();

    assertThat(server.rest()).hasSize(4);
    read();
    assertThat(named("migrate")).isNotEmpty();
  }

  @Test
  void whatIsNotThereIsSaid() {
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");

    assertThatThrownBy(() -> telemetry(Duration.ofSeconds(1)))
        .hasMessage("OTLP goes over http/protobuf here, not over grpc");
  }
}
