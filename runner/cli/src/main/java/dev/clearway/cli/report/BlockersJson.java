/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import static dev.clearway.cli.report.MigrateJson.object;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.guard.EndingRule;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.lock.LockNode;
import dev.clearway.core.lock.LockSession;
import dev.clearway.core.lock.LockTree;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.RunFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code clearway blockers --format json} prints; see docs/schema/blockers-1.json. */
public final class BlockersJson {

  private BlockersJson() {}

  /**
   * The object to print. The tree is a list, in which everybody names the one in front.
   *
   * @param shortest from which age on transactions are in it for which nobody waits; null for all
   */
  public static Map<String, ?> of(
      LockTree tree,
      DatabaseFacts database,
      Instant now,
      GuardSettings guard,
      @Nullable Duration shortest) {
    List<Map<String, ?>> nodes = new ArrayList<>();
    tree.roots().forEach(root -> add(root, null, guard, nodes));
    Map<String, Object> json = head(RunOutcome.DONE.word(), RunOutcome.DONE.exitCode());
    json.put("database", MigrateJson.database(database));
    json.put("at", now.truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("trees", tree.roots().size());
    json.put("waiting", tree.waiting());
    json.put("sessions", nodes);
    json.put(
        "holders",
        BlockersText.shown(tree, shortest).stream().map(holder -> session(holder, guard)).toList());
    json.put("missingGrant", tree.blind() ? BlockersText.grant(tree) : null);
    return json;
  }

  /** The object where nothing could be seen. */
  public static Map<String, ?> failed(RunOutcome outcome, RunFailure failure, int exitCode) {
    Map<String, Object> json = head(outcome.word(), exitCode);
    json.put("database", null);
    json.put("at", null);
    json.put("trees", 0);
    json.put("waiting", 0);
    json.put("sessions", List.of());
    json.put("holders", List.of());
    json.put("missingGrant", null);
    json.put("failure", MigrateJson.failure(failure));
    return json;
  }

  private static Map<String, Object> head(String outcome, int exitCode) {
    return MigrateJson.head("blockers", outcome, exitCode);
  }

  private static void add(
      LockNode node, @Nullable Integer behind, GuardSettings guard, List<Map<String, ?>> nodes) {
    int number = nodes.size() + 1;
    LockNode.Wait wait = node.waits();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", number);
    json.put("behind", behind);
    json.put("alsoBehind", node.alsoBehind());
    json.put("deadlock", node.cycle());
    json.put("pids", node.pids());
    json.put("waiting", node.waiting());
    json.put("waitsFor", wait == null ? null : wait.object());
    json.put("wantedMode", wait == null ? null : wait.mode().catalogName());
    json.put("waitedMs", wait == null ? null : millis(wait.lasts()));
    json.putAll(session(node.session(), guard));
    nodes.add(json);
    node.behind().forEach(next -> add(next, number, guard, nodes));
  }

  private static Map<String, Object> session(LockSession session, GuardSettings guard) {
    LockSession.Held holds = session.holds();
    return object(
        "pid", session.pid(),
        "kind", session.kind().word(),
        "application", session.application(),
        "user", session.user(),
        "client", session.client(),
        "state", session.state(),
        "transactionMs", millis(session.transactionAge()),
        "stateMs", millis(session.stateAge()),
        "hidden", session.hidden(),
        "mode", holds == null ? null : holds.mode().catalogName(),
        "relation", holds == null ? null : holds.object(),
        "relations", session.relations(),
        "xminAge", session.xminAge(),
        "progress", session.progress(),
        "query", session.query(),
        "meaning", BlockerWords.meaning(session.kind()),
        "remedy", BlockerWords.remedy(session),
        "onBlockerWould", EndingRule.would(guard, session).map(BlockersJson::word).orElse(null));
  }

  private static String word(OnBlocker act) {
    return act.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : time.toMillis();
  }
}
