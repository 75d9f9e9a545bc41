/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry SDK as its own environment variables configure it, for one run. It is no global
 * one, and it says nothing by itself: what could not be exported is told once, when it is closed.
 */
final class TelemetrySdk {

  /** Kept, since loggers that nobody holds are forgotten together with their level. */
  private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

  private static final TextMapGetter<Map<String, String>> VARIABLES =
      new TextMapGetter<>() {
        @Override
        public Set<String> keys(Map<String, String> environment) {
          return environment.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> environment, String key) {
          return environment == null ? null : environment.get(key.toUpperCase(Locale.ROOT));
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Map<String, String> environment;
  private final Duration patience;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param environment with {@code OTEL_*}, and {@code TRACEPARENT} where a pipeline has a trace
   * @param patience how long to wait for the last export
   */
  TelemetrySdk(Map<String, String> environment, Duration patience) throws IOException {
    this.environment = environment;
    this.patience = patience;
    SDK_LOG.setLevel(Level.OFF);
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "clearway");
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    properties.put("otel.logs.exporter", "none");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_")) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    if (properties.containsValue("grpc")) {
      throw new IOException("OTLP goes over http/protobuf here, not over grpc");
    }
    this.sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesCustomizer(config -> properties)
            .addSpanExporterCustomizer((exporter, config) -> new Spans(exporter))
            .addMetricExporterCustomizer((exporter, config) -> new Metrics(exporter))
            .setServiceClassLoader(TelemetrySdk.class.getClassLoader())
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
  }

  OpenTelemetry openTelemetry() {
    return sdk;
  }

  /** The span that the pipeline has put into the environment, if it has. */
  Context parent() {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), environment, VARIABLES);
  }

  /**
   * Exports what is left.
   *
   * @throws IOException when something could not be exported, now or before
   */
  void close() throws IOException {
    CompletableResultCode closed = sdk.shutdown();
    closed.join(patience.toMillis(), TimeUnit.MILLISECONDS);
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IOException(
          thrown.getCause() == null
              ? "its server does not take what it is sent"
              : "cannot reach its server",
          thrown);
    }
    if (!closed.isDone()) {
      throw new IOException("no answer in " + patience.toMillis() + " ms");
    }
  }

  private CompletableResultCode watched(CompletableResultCode result) {
    return result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            Throwable thrown = result.getFailureThrowable();
            failure.compareAndSet(
                null, thrown == null ? new IOException("the export was refused") : thrown);
          }
        });
  }

  /** What exporters of both kinds have, and no interface of theirs. */
  abstract static class Passing {
    private final Supplier<CompletableResultCode> flush;
    private final Supplier<CompletableResultCode> shutdown;

    Passing(Supplier<CompletableResultCode> flush, Supplier<CompletableResultCode> shutdown) {
      this.flush = flush;
      this.shutdown = shutdown;
    }

    public final CompletableResultCode flush() {
      return flush.get();
    }

    public final CompletableResultCode shutdown() {
      return shutdown.get();
    }
  }

  /** Keeps the first failure. */
  private final class Spans extends Passing implements SpanExporter {
    private final SpanExporter exporter;

    Spans(SpanExporter exporter) {
      super(exporter::flush, exporter::shutdown);
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return watched(exporter.export(spans));
    }
  }

  /** The same. */
  private final class Metrics extends Passing implements MetricExporter {
    private final MetricExporter exporter;

    Metrics(MetricExporter exporter) {
      super(exporter::flush, exporter::shutdown);
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return watched(exporter.export(metrics));
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return exporter.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
      return exporter.getDefaultAggregation(type);
    }

    @Override
    public MemoryMode getMemoryMode() {
      return exporter.getMemoryMode();
    }
  }
}
