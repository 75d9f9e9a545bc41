/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Words;
import dev.clearway.core.lock.Blocker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An alert as Slack's Block Kit has it.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Slack: blocks and their
 *     limits</a>
 */
final class SlackMessage {

  private static final int HEADER_LENGTH = 150;
  private static final int SECTION_LENGTH = 3_000;
  private static final int FEW = 3;

  private SlackMessage() {}

  /** The members {@code text}, for notifications, and {@code blocks}. */
  static Map<String, Object> of(Alert alert) {
    List<Map<String, ?>> blocks = new ArrayList<>();
    blocks.add(
        Map.of(
            "type",
            "header",
            "text",
            Map.of("type", "plain_text", "text", Words.cut(title(alert), HEADER_LENGTH))));
    blocks.add(section(escape(String.join("\n", alert.text()))));
    if (!alert.inTheWay().isEmpty()) {
      List<String> lines = new ArrayList<>(List.of("*In the way*"));
      for (Blocker blocker : alert.inTheWay().subList(0, Math.min(FEW, alert.inTheWay().size()))) {
        lines.add(
            "• *%s*, %s, %s"
                .formatted(
                    escape(Words.who(blocker)),
                    escape(Words.doing(blocker)),
                    escape(Words.holds(blocker))));
      }
      if (alert.inTheWay().size() > FEW) {
        lines.add("and " + (alert.inTheWay().size() - FEW) + " more");
      }
      blocks.add(section(String.join("\n", lines)));
    }
    List<String> about = new ArrayList<>();
    if (alert.database() != null) {
      about.add(escape(alert.database().name() + " on " + alert.database().address()));
    }
    if (alert.migration() != null) {
      about.add(escape(alert.migration().script()));
    }
    if (!alert.run().isEmpty()) {
      about.add("run " + escape(alert.run()));
    }
    if (alert.link() != null) {
      about.add("<" + alert.link().replace("|", "%7C").replace(">", "%3E") + "|job>");
    }
    if (!about.isEmpty()) {
      blocks.add(
          Map.of(
              "type",
              "context",
              "elements",
              List.of(Map.of("type", "mrkdwn", "text", String.join("  ·  ", about)))));
    }
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("text", escape(title(alert)));
    message.put("blocks", blocks);
    return message;
  }

  private static String title(Alert alert) {
    return switch (alert.kind()) {
          case DONE -> "✅ ";
          case BLOCKED -> "⏳ ";
          case BUDGET -> "⚠️ ";
          case INTERRUPTED -> "⏹ ";
          case GAVE_UP, FAILED -> "❌ ";
        }
        + alert.title();
  }

  private static Map<String, ?> section(String mrkdwn) {
    return Map.of(
        "type",
        "section",
        "text",
        Map.of(
            "type",
            "mrkdwn",
            "text",
            mrkdwn.length() <= SECTION_LENGTH
                ? mrkdwn
                : mrkdwn.substring(0, SECTION_LENGTH - 3) + "..."));
  }

  /** The three characters that Slack reads as its own. */
  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
