/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.sql.SqlResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all our HTML files have in common: one file that needs nothing else, one style sheet for
 * screens of every size, dark ones and paper, and a Content-Security-Policy that forbids any
 * request. Not thread-safe.
 */
public final class HtmlPage {

  private static final Pattern NUMBER =
      Pattern.compile("[\\d.,]+( (ms|s|min|h|d)( \\d+ (s|min|h))?)?");

  private final StringBuilder out = new StringBuilder();

  /**
   * Begins a page; its head is closed, its body open.
   *
   * @param title plain text
   * @param scripts those that are going to be in it, and may run
   */
  public HtmlPage(String title, List<String> scripts) {
    String style = resource(HtmlPage.class, "page.css");
    String allowed =
        scripts.isEmpty()
            ? ""
            : " script-src "
                + scripts.stream().map(HtmlPage::hash).collect(Collectors.joining(" "))
                + ";";
    line("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .raw(allowed)
        .raw(" style-src ")
        .raw(hash(style))
        .line("; base-uri 'none'; form-action 'none'\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    raw("<title>").text(title).line("</title>");
    raw("<style>").raw(style).line("</style>\n</head>\n<body>");
  }

  /**
   * A text resource as browsers read it, which make a line feed of each other line end before they
   * hash anything.
   */
  public static String resource(Class<?> beside, String name) {
    return SqlResource.load(beside, name).replace("\r\n", "\n");
  }

  private static String hash(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds HTML as it is. */
  public HtmlPage raw(String html) {
    out.append(html);
    return this;
  }

  /** Adds HTML as it is, and ends the line. */
  public HtmlPage line(String html) {
    out.append(html).append('\n');
    return this;
  }

  /** Adds plain text, in an element or an attribute. */
  public HtmlPage text(String text) {
    return raw(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
  }

  /** Key figures, side by side where there is room. */
  public HtmlPage figures(List<Figure> figures) {
    line("<dl class=\"figures\">");
    for (Figure figure : figures) {
      raw("<div class=\"").raw(figure.mood()).raw("\"><dt>").text(figure.name());
      raw("</dt><dd><strong>").text(figure.value()).raw("</strong> ").text(figure.note());
      line("</dd></div>");
    }
    return line("</dl>");
  }

  /**
   * One key figure.
   *
   * @param mood "good", "bad" or "plain": a colour, for what the words say anyway
   */
  public record Figure(String mood, String name, String value, String note) {}

  /**
   * A table that scrolls by itself where it is wider than the screen, with the keyboard too.
   *
   * @param css a class for its frame; may be empty. Where it is "bare", a row becomes a block on a
   *     phone, and each value in it says what it is
   */
  public HtmlPage table(String css, String caption, List<String> head, List<List<String>> rows) {
    raw("<div class=\"")
        .raw(css.isEmpty() ? "table" : "table " + css)
        .raw("\" role=\"region\" tabindex=\"0\" aria-label=\"");
    text(caption).raw("\">\n<table>\n<caption>").text(caption).raw("</caption>\n<thead><tr>");
    boolean blocks = css.equals("bare");
    List<String> cells =
        IntStream.range(0, head.size())
            .mapToObj(i -> isNumeric(rows, i) ? " class=\"n\">" : ">")
            .toList();
    for (int i = 0; i < head.size(); i++) {
      raw("<th scope=\"col\"").raw(cells.get(i));
      text(head.get(i)).raw("</th>");
    }
    line("</tr></thead>\n<tbody>");
    for (List<String> row : rows) {
      raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        raw("<td");
        if (blocks && i > 0) {
          raw(" data-name=\"").text(head.get(i)).raw("\"");
        }
        raw(cells.get(i)).text(row.get(i)).raw("</td>");
      }
      line("</tr>");
    }
    return line("</tbody>\n</table>\n</div>");
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }

  /** Ends the page. */
  public String end() {
    return line("</body>\n</html>").out.toString();
  }
}
