/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns SIGINT and SIGTERM into an orderly end of what runs, as long as it is open. A second
 * signal, or an end that takes longer than a second, ends the process at once: the server then
 * notices the closed connection and rolls back by itself.
 *
 * <p>A shutdown hook would not do: it is not told which of the two signals came, and the exit code
 * is part of the JSON. {@code sun.misc.Signal} is what every JDK has for it; it is reached by
 * reflection because {@code --release} hides it from the compiler.
 */
final class Interruption implements AutoCloseable {

  private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

  /** Less than the second that is promised. */
  private static final long PATIENCE_MILLIS = 900;

  private final Runnable interrupt;
  private final PrintStream err;
  private final List<Runnable> restores = new ArrayList<>();
  private volatile int exitCode;
  private volatile boolean closed;

  /**
   * @param interrupt ends what runs; called on another thread
   * @param err where to say what is going on
   */
  Interruption(Runnable interrupt, PrintStream err) {
    this.interrupt = interrupt;
    this.err = err;
    SIGNALS.forEach(this::handle);
  }

  /** What to exit with: by the signal that came, 130 when none did. */
  int exitCode() {
    return exitCode == 0 ? 130 : exitCode;
  }

  private void handle(String name, int code) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) -> {
                return switch (method.getName()) {
                  case "handle" -> {
                    came(code);
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == Objects.requireNonNull(args)[0];
                  default -> "clearway's handler of SIG" + name;
                };
              });
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      var register = signalType.getMethod("handle", signalType, handlerType);
      Object before = register.invoke(null, signal, handler);
      restores.add(
          () -> {
            try {
              register.invoke(null, signal, before);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (InvocationTargetException e) {
      // the JVM was told to leave signals alone (-Xrs): then they end the process at once
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
  }

  private void came(int code) {
    if (exitCode != 0) {
      Runtime.getRuntime().halt(code);
    }
    exitCode = code;
    Thread watchdog = new Thread(() -> watch(code), "clearway-interruption");
    watchdog.setDaemon(true);
    watchdog.start();
    interrupt.run();
  }

  private void watch(int code) {
    try {
      Thread.sleep(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      return;
    }
    if (!closed) {
      err.println(
          "Interrupted, and the server does not answer: it rolls back when it notices that this"
              + " connection is closed. See  clearway info  before the next run.");
      err.flush();
      Runtime.getRuntime().halt(code);
    }
  }

  @Override
  public void close() {
    closed = true;
    restores.forEach(Runnable::run);
  }
}
