/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.TimedEvent;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an observer does, the run hears nothing of it but one warning. */
class ObserversTest {

  private static final Instant NOW = Instant.parse("2026-11-21T00:41:07Z");
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final Observers observers =
      new Observers(Clock.fixed(NOW, ZoneOffset.UTC), warnings::add);

  /** Keeps what it is told. */
  private static class Diary implements RunObserver {
    final List<TimedEvent> events = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable Thread thread;
    volatile boolean closed;

    @Override
    public void on(TimedEvent event) throws Exception {
      thread = Thread.currentThread();
      events.add(event);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static RunEvent number(int number) {
    return new RunEvent.AttemptStarted("V1__a.sql", number);
  }

  private static RunEvent repeated(int number) {
    return new RunEvent.BuildProgress("V1__a.sql", "building", number, 0, 0, Duration.ZERO);
  }

  private static RunEvent finished() {
    return new RunEvent.RunFinished(
        new RunResult(RunOutcome.DONE, null, List.of(), new Felt(0, Duration.ZERO), null));
  }

  @Test
  void eventsComeInTheirOrderWithTheirTimeOnAThreadOfTheObserversOwn() {
    Diary diary = new Diary();
    observers.add("diary", diary, 100);
    List<TimedEvent> told = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      observers.on(number(i));
      told.add(new TimedEvent(NOW, number(i)));
    }

    observers.close(LONG);

    assertThat(diary.events).isEqualTo(told);
    assertThat(diary.closed).isTrue();
    assertThat(diary.thread).isNotEqualTo(Thread.currentThread());
    assertThat(diary.thread.isDaemon()).isTrue();
    assertThat(warnings).isEmpty();
  }

  @Test
  void oneThatThrowsIsToldOnAndComplainedOfOnce() {
    Diary failing =
        new Diary() {
          @Override
          public void on(TimedEvent event) throws Exception {
            super.on(event);
            throw events.size() == 1 ? new IOException("no route") : new IllegalStateException();
          }

          @Override
          public void close() {
            throw new NoClassDefFoundError("gone");
          }
        };
    Diary diary = new Diary();
    observers.add("pager", failing, 100);
    observers.add("diary", diary, 100);
    observers.on(number(1));
    observers.on(number(2));

    observers.close(LONG);

    assertThat(failing.events).hasSize(2);
    assertThat(diary.events).hasSize(2);
    assertThat(warnings).containsExactly("pager failed, and the run goes on without it: no route");
  }

  @Test
  void oneThatHangsHoldsUpNobodyAndIsLeftAloneAtTheEnd() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    RunObserver hanging =
        event -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    Diary diary = new Diary();
    observers.add("pager", hanging, 100);
    observers.add("diary", diary, 100);
    observers.on(number(1));
    observers.on(number(2));

    observers.close(Duration.ofMillis(50));

    interrupted.await();
    assertThat(diary.events).hasSize(2);
    assertThat(warnings)
        .containsExactly("pager was not done 50 ms after the end of the run, and is left alone");
    observers.on(number(3));
    assertThat(diary.events).hasSize(2);
  }

  @Test
  void oneThatIsTooSlowLosesWhatIsRepeatedFirstAndNeverTheEnd() throws Exception {
    CountDownLatch hasOne = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Diary slow =
        new Diary() {
          @Override
          public void on(TimedEvent event) throws Exception {
            super.on(event);
            hasOne.countDown();
            go.await();
          }
        };
    observers.add("pager", slow, 4);
    observers.on(number(1));
    hasOne.await();
    observers.on(number(2));
    observers.on(repeated(3));
    observers.on(repeated(4)); // half full
    observers.on(number(5));
    observers.on(number(6));
    observers.on(number(7)); // full
    observers.on(finished()); // in the place of 6
    go.countDown();

    observers.close(LONG);

    assertThat(slow.events.stream().map(TimedEvent::event))
        .containsExactly(number(1), number(2), repeated(3), number(5), finished());
    assertThat(warnings).containsExactly("pager was too slow for 3 events, which it was not told");
  }

  /** Some service that does not come with this test's class path. */
  public static final class Found implements RunObserverFactory {
    static final List<String> RUNS = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String name() {
      return "found";
    }

    @Override
    public RunObserver observe(String run) {
      RUNS.add(run);
      return event -> {};
    }
  }

  /** One that nobody can use. */
  public static final class Broken implements RunObserverFactory {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public @Nullable RunObserver observe(String run) {
      throw new IllegalStateException("not today");
    }
  }

  @Test
  void servicesAreFoundAndBrokenOnesLeftOut(@TempDir Path directory) throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(
        services.resolve(RunObserverFactory.class.getName()),
        List.of("no.such.Class", Broken.class.getName(), Found.class.getName()));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      observers.addServices("run-17", loader);
    }

    assertThat(Found.RUNS).containsExactly("run-17");
    assertThat(observers.isEmpty()).isFalse();
    observers.close(LONG);
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0)).startsWith("an observer of runs failed").contains("no.such.Class");
    assertThat(warnings.get(1))
        .isEqualTo("broken failed, and the run goes on without it: not today");
  }
}
