/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.BlockersJson;
import dev.clearway.cli.report.BlockersText;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.Target;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingType;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.LockTree;
import dev.clearway.core.lock.LockTreeReader;
import dev.clearway.core.lock.SideConnection;
import dev.clearway.core.record.DatabaseFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clearway blockers}: who waits for whom. Reads only, over one connection. */
@picocli.CommandLine.Command(
    name = "blockers",
    description = {
      "Shows who waits for whom, whoever is in everybody's way first, and what ends it.",
      "With onBlocker, a blockerMinAge and a list, also whom migrate would end.",
      "It reads only, over one connection."
    },
    customSynopsis = "clearway blockers [options]")
final class BlockersCommand extends Command {

  /** To the top left, and clear to the end. */
  private static final String AGAIN = "\u001b[H\u001b[J";

  private static final String CLEAR = "\u001b[2J" + AGAIN;

  @Mixin Format format = new Format();

  @Option(
      names = "--all",
      description = "also every transaction for which nobody waits, however young")
  boolean all;

  @Option(names = "--watch", description = "again and again, until it is interrupted")
  boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "<time>",
      description = "how long between two looks of --watch (1s)")
  String interval = "1s";

  BlockersCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasGuardFlags() {
    return true;
  }

  @Override
  public Integer call() {
    Duration pause = time("--interval", interval, SettingType.TIME);
    Setup setup = setup();
    GuardSettings guard = setup.guard().guard();
    Target target = setup.database();
    try (Connection connection = Server.open(target);
        SideConnection side = new SideConnection(() -> connection)) {
      Server server = Server.look(connection, target);
      View view = new View(target, server, guard, new LockTreeReader(side));
      return watch ? watch(view, pause) : once(view);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
  }

  private int once(View view) throws SQLException {
    print(view, view.reader().read());
    return RunOutcome.DONE.exitCode();
  }

  private int watch(View view, Duration pause) throws SQLException {
    boolean inPlace = host.outIsTerminal() && host.drawsInPlace() && !format.isJson();
    CountDownLatch stop = new CountDownLatch(1);
    String shown = null;
    try (Interruption interruption = new Interruption(stop::countDown, host.err())) {
      if (inPlace) {
        host.out().print(CLEAR);
      }
      while (!isStopped(stop, shown == null ? Duration.ZERO : pause)) {
        LockTree tree = view.reader().read();
        String shape = BlockersText.shape(tree);
        if (inPlace) {
          host.out().print(AGAIN);
        }
        // in a log, what has not changed is not said again
        if (inPlace || format.isJson() || !shape.equals(shown)) {
          print(view, tree);
        }
        host.out().flush();
        shown = shape;
      }
      return interruption.exitCode();
    }
  }

  private static boolean isStopped(CountDownLatch stop, Duration pause) {
    try {
      return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Where to look, and how to see it. */
  private record View(Target target, Server server, GuardSettings guard, LockTreeReader reader) {}

  private void print(View view, LockTree tree) {
    if (format.isJson()) {
      host.out()
          .println(
              Json.write(
                  BlockersJson.of(
                      tree, facts(view), Instant.now(), view.guard(), shortest(view.guard()))));
      return;
    }
    BlockersText.of(
            tree,
            view.target().label(),
            Instant.now(),
            view.guard(),
            shortest(view.guard()),
            host.charset(),
            host.style(globals.colour, host.outIsTerminal()))
        .forEach(host.out()::println);
  }

  private static DatabaseFacts facts(View view) {
    return new DatabaseFacts(
        view.server().database(), view.target().label(), view.server().version());
  }

  /** From which age on a transaction is shown for which nobody waits. */
  private @Nullable Duration shortest(GuardSettings guard) {
    return all ? null : guard.longTransaction();
  }
}
