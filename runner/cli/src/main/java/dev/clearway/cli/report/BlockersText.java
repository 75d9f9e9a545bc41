/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.guard.EndingRule;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.lock.LockNode;
import dev.clearway.core.lock.LockSession;
import dev.clearway.core.lock.LockTree;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lock tree for a person: roots first, what ends them, and who waits behind. */
public final class BlockersText {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MOST_HOLDERS = 20;

  /** From so many transactions on, a snapshot that nobody waits for is worth a word. */
  private static final long OLD_XMIN = 1;

  private final GuardSettings guard;
  private final boolean symbols;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private BlockersText(GuardSettings guard, boolean symbols, Style style) {
    this.guard = guard;
    this.symbols = symbols;
    this.style = style;
  }

  /**
   * The lines to print.
   *
   * @param label where the database is
   * @param shortest from which age on transactions are shown for which nobody waits; null for all
   * @param charset what the terminal reads
   */
  public static List<String> of(
      LockTree tree,
      String label,
      Instant now,
      GuardSettings guard,
      @Nullable Duration shortest,
      Charset charset,
      Style style) {
    BlockersText text = new BlockersText(guard, charset.newEncoder().canEncode("├─└│"), style);
    text.write(tree, label, now, shortest);
    return text.lines;
  }

  /** What changes when somebody comes, goes or begins to wait, and not with time alone. */
  public static String shape(LockTree tree) {
    return tree.roots().stream().map(BlockersText::shape).collect(Collectors.joining(" "))
        + " / "
        + tree.holders().stream()
            .filter(holder -> holder.kind() == BlockerKind.PREPARED_TRANSACTION)
            .map(LockSession::application)
            .collect(Collectors.joining(" "));
  }

  private static String shape(LockNode node) {
    return node.pids()
        + node.session().application()
        + node.behind().stream()
            .map(BlockersText::shape)
            .collect(Collectors.joining(" ", "(", ")"));
  }

  /** Those of the holders that are worth showing. */
  static List<LockSession> shown(LockTree tree, @Nullable Duration shortest) {
    return tree.holders().stream()
        .filter(
            holder ->
                shortest == null
                    || holder.kind() == BlockerKind.PREPARED_TRANSACTION
                    || (holder.transactionAge() != null
                        && holder.transactionAge().compareTo(shortest) >= 0)
                    || (holder.kind() == BlockerKind.REPLICATION
                        && holder.xminAge() != null
                        && holder.xminAge() >= OLD_XMIN))
        .toList();
  }

  /** The statement that lets this role see everything. */
  static String grant(LockTree tree) {
    return "GRANT pg_read_all_stats TO \"" + tree.role().replace("\"", "\"\"") + "\";";
  }

  private void write(LockTree tree, String label, Instant now, @Nullable Duration shortest) {
    String answer =
        tree.roots().isEmpty()
            ? "nobody waits"
            : Words.count(tree.roots().size(), "tree")
                + ", "
                + (tree.waiting() == 1 ? "1 session waits" : tree.waiting() + " sessions wait");
    lines.add(label + "   " + CLOCK.format(now) + " UTC   " + answer);
    for (LockNode root : tree.roots()) {
      lines.add("");
      session(root.session(), root.behind().isEmpty() ? "" : stem());
      if (root.cycle()) {
        detail(stem(), "waits for somebody below: a deadlock, which the server is about to end");
      }
      behind(root, "  ");
    }
    List<LockSession> shown = shown(tree, shortest);
    if (!shown.isEmpty()) {
      lines.add("");
      lines.add("Nobody waits for these yet:");
      for (LockSession holder : shown.subList(0, Math.min(MOST_HOLDERS, shown.size()))) {
        session(holder, "");
      }
      if (shown.size() > MOST_HOLDERS) {
        lines.add("  and " + (shown.size() - MOST_HOLDERS) + " more; --format json has all");
      }
    }
    if (tree.blind()) {
      lines.add("");
      lines.addAll(
          Words.wrap(
              "",
              "Hidden from this role: other roles' queries, states, addresses and ages. Who holds"
                  + " and who waits is complete. To see the rest:"));
      lines.add("  " + grant(tree));
    }
  }

  private String stem() {
    return symbols ? "│" : "|";
  }

  private void session(LockSession session, String stem) {
    String client = session.client() == null ? "" : " from " + session.client();
    String user = session.user() == null ? "" : " (" + session.user() + ")";
    String pid = session.pid() == 0 ? "" : ", pid " + session.pid();
    lines.add(style.waiting("  " + BlockerWords.name(session) + user + client + pid));
    detail(stem, doing(session));
    LockSession.Held holds = session.holds();
    if (holds != null) {
      int more = session.relations() - 1;
      detail(
          stem,
          "holds  %s on %s%s"
              .formatted(
                  holds.mode().catalogName(),
                  holds.object(),
                  more > 0 ? " and locks on " + more + " more" : ""));
    }
    String meaning = BlockerWords.meaning(session.kind());
    if (!meaning.isEmpty()) {
      detail(stem, meaning);
    }
    if (session.progress() != null) {
      detail(stem, "is at  " + session.progress());
    }
    if (session.query() != null) {
      detail(stem, "query  " + Words.cut(session.query(), Words.WIDTH - 16));
    }
    for (String part : ("ends with:  " + BlockerWords.remedy(session)).split("  (?=or  )", -1)) {
      detail(stem, part);
    }
    EndingRule.would(guard, session)
        .ifPresent(
            act ->
                detail(
                    stem,
                    act == OnBlocker.CANCEL
                        ? "onBlocker=cancel would cancel its query"
                        : session.kind() == BlockerKind.IDLE_IN_TRANSACTION
                            ? "onBlocker=terminate would end its session"
                            : "onBlocker=terminate would cancel its query, then end its session"));
  }

  private void detail(String stem, String text) {
    String first = "  " + (stem.isEmpty() ? " " : stem) + "    ";
    if (first.length() + text.length() <= Words.WIDTH || text.contains(";")) {
      lines.add(first + text);
      return;
    }
    List<String> wrapped = Words.wrap(first, text);
    lines.add(wrapped.get(0));
    for (String line : wrapped.subList(1, wrapped.size())) {
      lines.add(first + line.strip());
    }
  }

  private static String doing(LockSession session) {
    Duration transaction = session.transactionAge();
    if (session.hidden()) {
      return "what it does and since when is hidden";
    }
    String state = session.state() == null ? "" : session.state();
    Duration since = session.stateAge();
    String now = since == null ? state : (state + " " + Words.time(since)).strip();
    String open = transaction == null ? "" : "transaction open for " + Words.time(transaction);
    String xmin =
        session.kind() == BlockerKind.REPLICATION && session.xminAge() != null
            ? "holds back vacuum by " + Words.count(session.xminAge(), "transaction")
            : "";
    return List.of(now, open, xmin).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private void behind(LockNode node, String indent) {
    List<LockNode> nodes = node.behind();
    for (int i = 0; i < nodes.size(); i++) {
      LockNode next = nodes.get(i);
      boolean last = i == nodes.size() - 1;
      waiter(next, indent + (symbols ? last ? "└─ " : "├─ " : last ? "`- " : "+- "));
      behind(next, indent + (last ? "   " : stem() + "  "));
    }
  }

  private void waiter(LockNode node, String first) {
    LockSession session = node.session();
    LockNode.Wait wait = node.waits();
    int pids = node.pids().size();
    String who =
        BlockerWords.name(session)
            + (session.user() == null ? "" : " (" + session.user() + ")")
            + (pids > 1 ? " x" + pids : "");
    String waits =
        wait == null
            ? ""
            : "waits%s  %s on %s"
                .formatted(
                    wait.lasts() == null
                        ? ""
                        : (pids > 1 ? " up to " : " ") + Words.time(wait.lasts()),
                    wait.mode().catalogName(),
                    wait.object());
    String also =
        node.alsoBehind().isEmpty()
            ? ""
            : "  also behind "
                + node.alsoBehind().stream()
                    .limit(3)
                    .map(pid -> pid == 0 ? "a prepared transaction" : "pid " + pid)
                    .collect(Collectors.joining(", "))
                + (node.alsoBehind().size() > 3
                    ? " and " + (node.alsoBehind().size() - 3) + " more"
                    : "");
    lines.add(first + who + "  " + waits + also);
    if (session.progress() != null) {
      lines.add(" ".repeat(first.length()) + "is at  " + session.progress());
    }
  }
}
