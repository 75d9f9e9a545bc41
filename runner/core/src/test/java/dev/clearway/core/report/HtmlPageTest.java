/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlPageTest {

  private static final String STYLE = HtmlPage.resource(HtmlPage.class, "page.css");

  /** The colours of a scheme: the dark one says only what differs. */
  private static Map<String, Integer> colours(boolean dark) {
    int split = STYLE.indexOf("@media");
    Map<String, Integer> colours = new HashMap<>();
    for (String rules : List.of(STYLE.substring(0, split), STYLE.substring(split))) {
      String root = rules.substring(0, rules.indexOf('}'));
      Matcher each = Pattern.compile("--([a-z-]+): #([0-9a-f]{6})").matcher(root);
      while (each.find()) {
        colours.put(each.group(1), Integer.parseInt(each.group(2), 16));
      }
      if (!dark) {
        break;
      }
    }
    return colours;
  }

  /** As WCAG 2 defines it. */
  private static double contrast(int one, int other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(int colour) {
    double sum = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double part = (colour >> (16 - 8 * i) & 0xff) / 255.0;
      sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTextAndEveryLineCanBeToldFromWhatIsBehindIt(boolean dark) {
    Map<String, Integer> colours = colours(dark);
    for (String behind : List.of("paper", "card", "soft")) {
      for (String text : List.of("ink", "quiet", "link", "good", "bad")) {
        assertThat(contrast(colours.get(text), colours.get(behind)))
            .as("%s on %s", text, behind)
            .isGreaterThan(4.5);
      }
    }
    assertThat(contrast(colours.get("blank-ink"), colours.get("blank"))).isGreaterThan(4.5);
    for (String line : List.of("a", "b", "c", "d")) {
      assertThat(contrast(colours.get(line), colours.get("card"))).as(line).isGreaterThan(3);
    }
  }

  @Test
  void textIsTextAndNumbersAreBelowEachOther() {
    String page =
        new HtmlPage("a <b>", List.of())
            .table("", "t", List.of("name", "took"), List.of(List.of("\"&'", "5 min 12 s")))
            .end();

    assertThat(page)
        .contains("<title>a &lt;b&gt;</title>")
        .contains("<td>&quot;&amp;&#39;</td><td class=\"n\">5 min 12 s</td>")
        .contains("default-src 'none'; style-src 'sha256-");
  }
}
