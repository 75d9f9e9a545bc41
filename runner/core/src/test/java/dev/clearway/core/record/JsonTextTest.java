/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @Test
  void whatIsWrittenIsReadAgain() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a \"quoted\" back\\slash,\n\t\u0001 </script> \u2028 \u20ac");
    value.put("numbers", Arrays.asList(0L, -7L, 9_007_199_254_740_993L, 1.5, null, true, false));
    value.put("nothing", List.of(Map.of(), List.of()));

    String text = JsonText.write(value);

    assertThat(JsonText.read(text)).isEqualTo(value);
    assertThat(text).doesNotContain("\n").doesNotContain("</");
    assertThat(JsonText.read(" { \"a\" : [ 1 , 2e2 ] , \"b\" : \"\\u00e9\\/\" } "))
        .isEqualTo(Map.of("a", List.of(1L, 200L), "b", "\u00e9/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "{", "{\"a\"}", "[1,]", "\"a", "nul", "1 2", "-", "{a:1}", "\"\\x\"", "\"\\u12"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonText.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noDepthOverflowsTheStack() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> JsonText.read(deep)).isInstanceOf(IllegalArgumentException.class);
  }
}
