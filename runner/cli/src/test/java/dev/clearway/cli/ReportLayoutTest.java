/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.report.HtmlReport;
import dev.clearway.core.report.IncidentReport;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of the sample in the docs, on a phone and on a desk: its boxes are where {@code
 * layout-<width>.txt} has them. Machines have different fonts, so heights and what is below a text
 * may differ; columns, widths, order and what is drawn may not. Where it differs, {@code
 * target/layout} has a picture: red is what is there, blue what was expected.
 *
 * <p>With {@code LAYOUT_FOLDER} in the environment, what is measured is left there as the new
 * reference.
 */
class ReportLayoutTest {

  /** What is compared: a name for it, how CSS finds it, and how it begins in the text. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "heading", List.of("h1, h2", "<h[12]>"),
          "figure", List.of(".figures > div", "<div class=\"(good|bad|plain)\"><dt>"),
          "text", List.of("p", "<p[ >]"),
          "table", List.of("section > .table", "<div class=\"table"),
          "session", List.of(".node", "<div class=\"node\">"),
          "action", List.of(".actions > li", "<li><strong>"),
          "command", List.of(".command", "<code class=\"command\">"),
          "graph", List.of("canvas", "<canvas "),
          "behind", List.of("details", "<details>"));

  /** Behind a graph: there for those who open it. */
  private static final Pattern HIDDEN = Pattern.compile("(?s)</summary>.*?</details>");

  private record Box(String name, int x, int y, int width, int height) {

    static Box of(String line) {
      String[] parts = line.split(" ");
      return new Box(
          parts[0],
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Integer.parseInt(parts[3]),
          Integer.parseInt(parts[4]));
    }

    /** {@code impact/table}. */
    String kind() {
      return name.substring(0, name.indexOf('#'));
    }

    String line() {
      return name + " " + x + " " + y + " " + width + " " + height;
    }

    boolean isLike(Box expected) {
      boolean sameColumn = near(x, expected.x, 4, 0) && near(width, expected.width, 4, 0.02);
      // a graph's height is its own, that of a text its font's
      boolean sameHeight =
          kind().endsWith("/graph")
              ? near(height, expected.height, 4, 0)
              : near(height, expected.height, 12, 0.5);
      return sameColumn && sameHeight && near(y, expected.y, 30, 0.35);
    }

    private static boolean near(int one, int other, int pixels, double part) {
      return Math.abs(one - other) <= pixels + part * other;
    }
  }

  @TempDir Path directory;

  private String html;

  @BeforeEach
  void page() throws IOException {
    Path record =
        Path.of(System.getProperty("clearway.root"), "docs", "incident-report", "record.jsonl");
    html =
        HtmlReport.of(IncidentReport.of(FlightRecord.read(record), ZoneId.of("Europe/Berlin")))
            .replace("\r\n", "\n");
  }

  private static List<Box> expected(int width) throws IOException {
    try (var in = ReportLayoutTest.class.getResourceAsStream("layout-" + width + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Box::of).toList();
    }
  }

  /** Known without a browser too: each section has what is compared, no more and no less. */
  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void theReferenceIsOfThisPage(int width) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    String body =
        HIDDEN
            .matcher(html.substring(html.indexOf("<body>"), html.indexOf("<script")))
            .replaceAll("");
    String[] parts = body.split("<section id=\"");
    for (int i = 0; i < parts.length; i++) {
      String section = i == 0 ? "head" : parts[i].substring(0, parts[i].indexOf('"'));
      for (Map.Entry<String, List<String>> kind : KINDS.entrySet()) {
        long count = Pattern.compile(kind.getValue().get(1)).matcher(parts[i]).results().count();
        if (count > 0) {
          found.put(section + "/" + kind.getKey(), count);
        }
      }
    }

    assertThat(found)
        .isEqualTo(
            expected(width).stream()
                .filter(box -> !box.kind().endsWith("/section"))
                .collect(Collectors.groupingBy(Box::kind, TreeMap::new, Collectors.counting())));
  }

  /** What a browser would refuse to run, it does not have; and it asks nobody for anything. */
  @Test
  void itsPolicyAllowsWhatItHasAndNothingElse() throws Exception {
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(html);
    assertThat(policy.find()).isTrue();
    List<String> hashes = new ArrayList<>();
    Matcher inline = Pattern.compile("(?s)<(style|script)>(.*?)</(style|script)>").matcher(html);
    while (inline.find()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(inline.group(2).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(hashes).hasSize(3);
    assertThat(policy.group(1))
        .isEqualTo(
            "default-src 'none'; script-src "
                + hashes.get(1)
                + " "
                + hashes.get(2)
                + "; style-src "
                + hashes.get(0)
                + "; base-uri 'none'; form-action 'none'");
    assertThat(html).doesNotContainPattern("(src|href)=\"(?!#)").doesNotContain("@import");
    assertThat(html).doesNotContainPattern("\\bstyle=\"|\\bon[a-z]+=\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void theBoxesAreWhereTheyBelong(int width) throws Exception {
    assumeThat(Browser.find()).as("a Chromium").isPresent();
    Browser browser = Browser.find().orElseThrow();
    Path measured = Files.writeString(directory.resolve("measured.html"), measuring());
    String dom =
        browser.open(measured, directory, "--window-size=" + width + ",1000", "--dump-dom");
    assertThat(dom)
        .as("nothing is wider than the window")
        .contains("data-wide=\"false\"")
        .as("every graph is drawn")
        .contains("data-drawn=\"4\"");
    List<Box> boxes = attribute(dom, "boxes").lines().map(Box::of).toList();
    int height = Integer.parseInt(attribute(dom, "high"));
    keepReference(width, boxes);

    Path page = Files.writeString(directory.resolve("page.html"), html);
    Path shot = directory.resolve("shot.png");
    browser.open(page, directory, "--window-size=" + width + "," + height, "--screenshot=" + shot);
    BufferedImage image = ImageIO.read(shot.toFile());

    assertThat(image.getWidth()).isEqualTo(width);
    List<Box> expected = expected(width);
    List<Box> wrong = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      if (i >= expected.size()
          || !boxes.get(i).name().equals(expected.get(i).name())
          || !boxes.get(i).isLike(expected.get(i))
          || isBlank(image, boxes, boxes.get(i))) {
        wrong.add(boxes.get(i));
      }
    }
    if (!wrong.isEmpty() || boxes.size() != expected.size()) {
      Path picture = picture(image, width, boxes, wrong, expected);
      assertThat(wrong.stream().map(Box::line))
          .as("boxes that differ, see %s", picture)
          .containsExactlyElementsOf(
              expected.stream()
                  .filter(box -> wrong.stream().anyMatch(w -> w.name().equals(box.name())))
                  .map(Box::line)
                  .toList());
      assertThat(boxes).as("see %s", picture).hasSameSizeAs(expected);
    }
  }

  /** The page with a script that measures; without its policy, which would not let that run. */
  private String measuring() {
    String kinds =
        KINDS.entrySet().stream()
            .map(kind -> "'" + kind.getKey() + "': '" + kind.getValue().get(0) + "'")
            .collect(Collectors.joining(", "));
    return html.replaceFirst("<meta http-equiv[^>]*>", "")
        .replace(
            "</body>",
            """
            <script>
              const kinds = {%s};
              const lines = [];
              function add(name, box, top) {
                lines.push([name, box.x, box.y - top, box.width, box.height]
                  .map(v => typeof v === 'number' ? Math.round(v) : v).join(' '));
              }
              for (const part of [document.querySelector('header'), ...document.querySelectorAll('section')]) {
                const of = part.id || 'head', counts = {}, box = part.getBoundingClientRect();
                add(of + '/section#1', box, 0);
                for (const each of part.querySelectorAll(Object.values(kinds).join(', '))) {
                  const kind = Object.keys(kinds).find(k => each.matches(kinds[k]));
                  counts[kind] = (counts[kind] || 0) + 1;
                  add(of + '/' + kind + '#' + counts[kind], each.getBoundingClientRect(), box.y);
                }
              }
              const data = document.body.dataset;
              data.boxes = lines.join('\\n');
              data.high = Math.ceil(document.documentElement.getBoundingClientRect().height);
              data.wide = document.documentElement.scrollWidth > innerWidth;
              data.drawn = [...document.querySelectorAll('canvas')].filter(c =>
                c.clientWidth > 200 && c.clientHeight > 150 && new Set(new Uint32Array(
                  c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size > 3).length;
            </script></body>"""
                .formatted(kinds));
  }

  private static String attribute(String dom, String name) {
    Matcher matcher = Pattern.compile("data-" + name + "=\"([^\"]*)\"").matcher(dom);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  private static void keepReference(int width, List<Box> boxes) throws IOException {
    String folder = System.getenv("LAYOUT_FOLDER");
    if (folder != null) {
      Files.write(
          Path.of(folder).resolve("layout-" + width + ".txt"),
          boxes.stream().map(Box::line).toList());
    }
  }

  /** A section is measured from the top of the page, what is in it from the top of the section. */
  private static int top(List<Box> boxes, Box box) {
    return box.kind().endsWith("/section") ? box.y() : section(boxes, box).y() + box.y();
  }

  private static Box section(List<Box> boxes, Box box) {
    String name = box.name().substring(0, box.name().indexOf('/')) + "/section#1";
    return boxes.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static boolean isBlank(BufferedImage image, List<Box> boxes, Box box) {
    int top = top(boxes, box);
    int first = image.getRGB(box.x(), top);
    for (int y = top; y < Math.min(image.getHeight(), top + box.height()); y++) {
      for (int x = box.x(); x < Math.min(image.getWidth(), box.x() + box.width()); x++) {
        if (image.getRGB(x, y) != first) {
          return false;
        }
      }
    }
    return true;
  }

  private static Path picture(
      BufferedImage image, int width, List<Box> boxes, List<Box> wrong, List<Box> expected)
      throws IOException {
    Graphics2D graphics = image.createGraphics();
    graphics.setStroke(new BasicStroke(3));
    graphics.setColor(Color.RED);
    wrong.forEach(box -> graphics.drawRect(box.x(), top(boxes, box), box.width(), box.height()));
    graphics.setColor(Color.BLUE);
    for (Box box : expected) {
      if (wrong.stream().anyMatch(each -> each.name().equals(box.name()))) {
        graphics.drawRect(box.x(), top(boxes, box), box.width(), box.height());
      }
    }
    graphics.dispose();
    Path folder = Files.createDirectories(Path.of("target", "layout"));
    Path picture = folder.resolve("report-" + width + ".png");
    ImageIO.write(image, "png", picture.toFile());
    return picture.toAbsolutePath();
  }
}
