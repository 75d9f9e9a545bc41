/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a fuzzer makes of the rules' cases, lint comes to an end with it. In every build it runs
 * over those cases and over what a fuzzer has found before (the files beside this class's name in
 * the test resources); with the profile {@code fuzz} it looks for more.
 */
class LintFuzzTest {

  static Stream<String> scripts() throws IOException {
    return RuleCasesTest.cases().stream().map(RuleCasesTest.Case::sql);
  }

  @MethodSource("scripts")
  @FuzzTest
  void everyTextComesToAnEnd(@NotNull String sql) {
    Robustness.check(sql);
  }
}
