/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.observe.RunObserver;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.core.sql.ServerText;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a trace, with its migrations, their attempts and waits as spans below it, and as metrics
 * of waits and victims. The SDK is set up by the {@code OTEL_*} variables, as everywhere.
 */
final class Telemetry implements RunObserver {

  private static final String SCOPE = "dev.clearway";
  private static final List<Double> SECONDS =
      List.of(0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0);

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.namespace");
  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey("db.response.status_code");
  private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> RUN = AttributeKey.stringKey("clearway.run");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("clearway.outcome");
  private static final AttributeKey<String> SCRIPT = AttributeKey.stringKey("clearway.script");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("clearway.version");
  private static final AttributeKey<Long> NUMBER = AttributeKey.longKey("clearway.attempt");
  private static final AttributeKey<Long> VICTIMS = AttributeKey.longKey("clearway.victims");
  private static final AttributeKey<Double> QUEUED = AttributeKey.doubleKey("clearway.queued");
  private static final AttributeKey<Double> HELD = AttributeKey.doubleKey("clearway.held");
  private static final AttributeKey<Double> LONGEST =
      AttributeKey.doubleKey("clearway.longest_victim_wait");
  private static final AttributeKey<List<String>> RELATIONS =
      AttributeKey.stringArrayKey("clearway.relations");
  private static final AttributeKey<List<String>> IN_THE_WAY =
      AttributeKey.stringArrayKey("clearway.in_the_way");

  private final TelemetrySdk sdk;
  private final Redactor redactor;
  private final Tracer tracer;
  private final DoubleHistogram clearanceWait;
  private final DoubleHistogram lockQueue;
  private final DoubleHistogram lockHold;
  private final DoubleHistogram victimWait;
  private final LongCounter victims;
  private final LongCounter attempts;

  private final Map<String, MigrationName> names = new HashMap<>();
  private Attributes where = Attributes.empty();
  private @Nullable Span run;
  private @Nullable Span migration;
  private @Nullable Span attempt;
  private @Nullable Span wait;
  private @Nullable String unit;
  private Instant last = Instant.EPOCH;
  private Instant migrationEnd = Instant.EPOCH;

  Telemetry(TelemetrySdk sdk, Redactor redactor) {
    this.sdk = sdk;
    this.redactor = redactor;
    this.tracer = sdk.openTelemetry().getTracer(SCOPE);
    Meter meter = sdk.openTelemetry().getMeter(SCOPE);
    this.clearanceWait =
        seconds(meter, "clearway.clearance.wait", "waits until the road was clear, nothing locked");
    this.lockQueue = seconds(meter, "clearway.lock.queue", "how long an attempt waited for locks");
    this.lockHold = seconds(meter, "clearway.lock.hold", "how long an attempt held strong locks");
    this.victimWait =
        seconds(
            meter,
            "clearway.victim.wait",
            "the longest wait of a session because of an attempt, of those that had any");
    this.victims =
        meter
            .counterBuilder("clearway.victims")
            .setUnit("{session}")
            .setDescription("sessions that waited because of us")
            .build();
    this.attempts =
        meter
            .counterBuilder("clearway.attempts")
            .setUnit("{attempt}")
            .setDescription("attempts by their outcome")
            .build();
  }

  private static DoubleHistogram seconds(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  @Override
  public void on(TimedEvent timed) {
    Instant at = timed.at();
    last = at;
    Span current = run(at);
    RunEvent event = timed.event();
    if (event instanceof RunEvent.RunStarted started) {
      started.pending().forEach(name -> names.putIfAbsent(name.script(), name));
      where = where(started.database());
      current.setAllAttributes(where);
      current.setAttribute(RUN, started.run());
    } else if (event instanceof RunEvent.AttemptStarted started) {
      begin(started, at);
    } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
      if (wait == null) {
        wait =
            child("clearance", attempt)
                .setStartTimestamp(at.minus(awaited.waited()))
                .setAttribute(RELATIONS, awaited.relations())
                .setAttribute(IN_THE_WAY, applications(awaited.blockers()))
                .startSpan();
      }
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      clearanceWait.record(seconds(given.waited()), where);
      endWait(at);
    } else if (event instanceof RunEvent.BudgetSpent spent && attempt != null) {
      attempt.addEvent(
          "stall budget spent",
          Attributes.of(VICTIMS, (long) spent.victims(), LONGEST, seconds(spent.longestWait())),
          at);
    } else if (event instanceof RunEvent.BlockerEnded ended && attempt != null) {
      attempt.addEvent(
          ended.terminated() ? "blocker terminated" : "blocker cancelled",
          Attributes.of(IN_THE_WAY, applications(List.of(ended.blocker()))),
          at);
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      end(finished.attempt(), at);
    } else if (event instanceof RunEvent.UnitFinished) {
      migrationEnd = at;
    } else if (event instanceof RunEvent.RunFinished finished) {
      end(finished.result(), at);
    }
  }

  private Span run(Instant at) {
    Span current = run;
    if (current == null) {
      current =
          tracer.spanBuilder("migrate").setParent(sdk.parent()).setStartTimestamp(at).startSpan();
      run = current;
    }
    return current;
  }

  private SpanBuilder child(String name, @Nullable Span parent) {
    Span above = parent == null ? run : parent;
    return tracer
        .spanBuilder(name)
        .setParent(above == null ? Context.root() : Context.root().with(above));
  }

  private void begin(RunEvent.AttemptStarted started, Instant at) {
    endAttempt(at);
    if (!started.unit().equals(unit)) {
      endMigration(at);
      unit = started.unit();
      MigrationName name = names.get(started.unit());
      SpanBuilder span =
          child("migration", run).setStartTimestamp(at).setAttribute(SCRIPT, started.unit());
      if (name != null && name.version() != null) {
        span.setAttribute(VERSION, name.version());
      }
      migration = span.startSpan();
    }
    attempt =
        child("attempt", migration)
            .setStartTimestamp(at)
            .setAttribute(NUMBER, (long) started.number())
            .startSpan();
  }

  private void end(Attempt finished, Instant at) {
    endWait(at);
    String outcome = finished.outcome().name().toLowerCase(Locale.ROOT);
    Span span = attempt;
    if (span != null) {
      span.setAttribute(OUTCOME, outcome);
      span.setAttribute(QUEUED, seconds(finished.queued()));
      span.setAttribute(HELD, seconds(finished.held()));
      span.setAttribute(VICTIMS, (long) finished.victims());
      span.setAttribute(LONGEST, seconds(finished.longestVictimWait()));
      if (finished.sqlState() != null) {
        span.setAttribute(STATUS, finished.sqlState());
      }
      if (!finished.blockers().isEmpty()) {
        span.setAttribute(IN_THE_WAY, applications(finished.blockers()));
      }
      if (finished.outcome() == AttemptOutcome.FAILED
          || finished.outcome() == AttemptOutcome.LOST) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    endAttempt(at);
    Attributes with = where.toBuilder().put(OUTCOME, outcome).build();
    attempts.add(1, with);
    lockQueue.record(seconds(finished.queued()), with);
    lockHold.record(seconds(finished.held()), with);
    if (finished.victims() > 0) {
      victims.add(finished.victims(), where);
      victimWait.record(seconds(finished.longestVictimWait()), where);
    }
  }

  private void end(RunResult result, Instant at) {
    Span span = run(at);
    RunFailure failure = result.failure();
    span.setAttribute(OUTCOME, result.outcome().word());
    span.setAttribute(VICTIMS, (long) result.felt().victims());
    span.setAttribute(LONGEST, seconds(result.felt().longestWait()));
    if (failure != null && result.outcome() != RunOutcome.INTERRUPTED) {
      String message = redactor.clean(ServerText.message(failure.sqlState(), failure.message()));
      span.setStatus(StatusCode.ERROR, message);
      if (migration != null) {
        migration.setStatus(StatusCode.ERROR, message);
      }
      if (failure.sqlState() != null) {
        span.setAttribute(STATUS, failure.sqlState());
      }
    }
    endAll(at);
  }

  private void endWait(Instant at) {
    if (wait != null) {
      wait.end(at);
      wait = null;
    }
  }

  private void endAttempt(Instant at) {
    endWait(at);
    if (attempt != null) {
      attempt.end(at);
      attempt = null;
    }
  }

  /** A script outside a transaction ends with each of its statements: the last one counts. */
  private void endMigration(Instant at) {
    if (migration != null) {
      migration.end(migrationEnd.equals(Instant.EPOCH) ? at : migrationEnd);
      migration = null;
      migrationEnd = Instant.EPOCH;
    }
    unit = null;
  }

  private void endAll(Instant at) {
    endAttempt(at);
    endMigration(at);
    if (run != null) {
      run.end(at);
    }
  }

  @Override
  public void close() throws IOException {
    endAll(last);
    sdk.close();
  }

  private static Attributes where(DatabaseFacts database) {
    AttributesBuilder where = Attributes.builder();
    where.put(SYSTEM, "postgresql");
    where.put(DATABASE, database.name());
    int colon = database.address().lastIndexOf(':');
    String port = colon < 0 ? "" : database.address().substring(colon + 1);
    if (port.matches("\\d{1,5}")) {
      where.put(HOST, database.address().substring(0, colon));
      where.put(PORT, Long.parseLong(port));
    } else {
      where.put(HOST, database.address());
    }
    return where.build();
  }

  private static List<String> applications(List<Blocker> blockers) {
    return blockers.stream().map(Blocker::application).distinct().sorted().toList();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
