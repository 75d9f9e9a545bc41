/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds {@code -- clearway: key=value key="quoted value"} comments in a script. Syntax only: which
 * keys there are is not its business.
 */
public final class Directives {

  /** Loaded by the first directive, or what may be one. */
  private static final class Patterns {
    static final Pattern MARK = Pattern.compile("--\\s*clearway\\s*:(.*)", Pattern.DOTALL);

    /**
     * Words that look like a directive somebody got slightly wrong: {@code -- clearway ignore=x}.
     */
    static final Pattern NEAR_MISS =
        Pattern.compile("--\\s*clearway\\s+[A-Za-z][A-Za-z.-]*\\s*=.*", Pattern.DOTALL);

    static final Pattern PART =
        Pattern.compile(
            "\\s*(?<key>[A-Za-z][A-Za-z0-9.-]*)"
                + "(?:=(?:\"(?<quoted>(?:[^\"\\\\]|\\\\[\"\\\\])*)\"|(?<plain>[^\\s\"=]+)))?"
                + "(?=\\s|$)");

    private Patterns() {}
  }

  private Directives() {}

  /**
   * The directives of a script, in order.
   *
   * @param script its name, for the message of an exception
   * @param text the whole script, as it is in the file
   * @throws DirectiveException if one is malformed: not {@code key=value}, a quote that does not
   *     end, a key twice
   */
  public static List<Directive> find(String script, String text) {
    if (!mentions(text)) {
      return List.of();
    }
    List<Directive> found = new ArrayList<>();
    List<Directive> pending = new ArrayList<>();
    SqlScanner scanner = new SqlScanner(text);
    boolean inStatement = false;
    boolean seenStatement = false;
    int line = 1;
    int counted = 0;
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      line += lineBreaks(text, counted, token.start());
      counted = token.start();
      if (token.kind() == SqlToken.Kind.COMMENT) {
        if (text.charAt(token.start()) == '-') {
          Map<String, String> settings = settings(script, line, token.text(text));
          if (!settings.isEmpty()) {
            pending.add(new Directive(line, 0, !seenStatement && !inStatement, settings));
          }
        }
      } else if (token.isSymbol(text, ';')) {
        inStatement = false;
      } else if (!inStatement) {
        inStatement = true;
        seenStatement = true;
        for (Directive directive : pending) {
          found.add(
              new Directive(directive.line(), line, directive.forScript(), directive.settings()));
        }
        pending.clear();
      }
    }
    found.addAll(pending);
    return List.copyOf(found);
  }

  private static boolean mentions(String text) {
    int comment = text.indexOf("--");
    return comment >= 0 && text.toLowerCase(Locale.ROOT).indexOf("clearway", comment) >= 0;
  }

  private static int lineBreaks(String text, int from, int to) {
    int breaks = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n'))) {
        breaks++;
      }
    }
    return breaks;
  }

  /** Empty for a comment that is no directive. */
  private static Map<String, String> settings(String script, int line, String comment) {
    Matcher mark = Patterns.MARK.matcher(comment);
    if (!mark.matches()) {
      if (Patterns.NEAR_MISS.matcher(comment).matches()) {
        throw new DirectiveException(script, line, "a directive begins with  -- clearway:");
      }
      return Map.of();
    }
    String rest = mark.group(1).stripTrailing();
    Map<String, String> settings = new LinkedHashMap<>();
    int at = 0;
    Matcher part = Patterns.PART.matcher(rest);
    while (at < rest.length()) {
      part.region(at, rest.length());
      if (!part.lookingAt()) {
        throw new DirectiveException(
            script,
            line,
            "expected key=value or key=\"quoted value\" at  " + rest.substring(at).strip());
      }
      String quoted = part.group("quoted");
      String plain = part.group("plain");
      String value =
          quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : plain != null ? plain : "";
      if (settings.put(part.group("key"), value) != null) {
        throw new DirectiveException(script, line, "'" + part.group("key") + "' is given twice");
      }
      at = part.end();
    }
    if (settings.isEmpty()) {
      throw new DirectiveException(script, line, "the directive says nothing");
    }
    return settings;
  }
}
