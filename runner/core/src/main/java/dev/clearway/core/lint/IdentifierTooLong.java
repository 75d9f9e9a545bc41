/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.nio.charset.StandardCharsets;

/** A name of more than 63 bytes. */
final class IdentifierTooLong extends Rule {
  IdentifierTooLong() {
    super(
        "identifier-too-long",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A name of more than 63 bytes",
        "a shorter name");
  }

  private static final int MOST_BYTES = 63;

  @Override
  void statement(Step step) {
    if (!step.isInScript()) {
      return;
    }
    Tokens tokens = Tokens.of(step.text());
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.isName(i)) {
        String written = tokens.get(i).text(step.text()).replace("\"", "");
        if (written.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
          step.report(this, "PostgreSQL cuts %s after 63 bytes".formatted(written));
        }
      }
    }
  }
}
