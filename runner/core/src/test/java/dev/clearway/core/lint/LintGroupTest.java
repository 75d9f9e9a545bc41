/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flyway's {@code group}: all pending scripts are one transaction. */
class LintGroupTest {

  private static final String BEFORE =
      "create table orders (id bigint primary key, a int); create type state as enum ('old');";

  private static List<Finding> lint(boolean group, boolean mixed, String... pending) {
    LintSettings d = LintSettings.DEFAULT;
    LintSettings settings =
        new LintSettings(
            Map.of(),
            d.exemptions(),
            d.runner(),
            d.major(),
            mixed,
            group,
            d.transactionalLock(),
            d.searchPath(),
            d.placeholders(),
            d.placeholderPrefix(),
            d.placeholderSuffix());
    List<Finding> findings = new ArrayList<>();
    Linter linter = new Linter(settings, findings::add);
    linter.lint(new LintScript("V1__x.sql", ScriptKind.VERSIONED, BEFORE, null, true, false));
    for (int i = 0; i < pending.length; i++) {
      String name = "V%d__x.sql".formatted(i + 2);
      linter.lint(LintScript.of(name, ScriptKind.VERSIONED, pending[i]));
    }
    linter.finish();
    return findings.stream().filter(f -> f.severity().isAtLeast(Severity.WARNING)).toList();
  }

  @Test
  void whatAScriptLocksTheNextOneStillHolds() {
    String[] pending = {
      "alter table orders add constraint c check (a > 0) not valid;",
      "alter table orders validate constraint c;"
    };

    assertThat(lint(false, false, pending)).isEmpty();
    List<Finding> findings = lint(true, false, pending);
    assertThat(LintFixture.ids(findings)).containsExactly("validate-in-same-transaction");
    assertThat(findings.get(0).script()).isEqualTo("V3__x.sql");
    assertThat(findings.get(0).message()).contains("taken in V2__x.sql");
  }

  @Test
  void dataBehindAStrongLockOfAnEarlierScript() {
    String[] pending = {"alter table orders add column b int;", "update orders set b = a;"};

    assertThat(LintFixture.ids(lint(false, false, pending))).containsExactly("unbatched-dml");
    assertThat(LintFixture.ids(lint(true, false, pending)))
        .containsExactlyInAnyOrder("dml-with-ddl", "work-after-access-exclusive");
  }

  @Test
  void aValueOfAnEnumIsNotCommittedBeforeTheLastScript() {
    String[] pending = {
      "alter type state add value 'new' after 'old';",
      "create table fresh (id bigint primary key, state state not null default 'new');"
    };

    assertThat(lint(false, false, pending)).isEmpty();
    assertThat(LintFixture.ids(lint(true, false, pending)))
        .containsExactly("enum-value-in-same-transaction");
  }

  @Test
  void whatTheGroupMakesIsFreshUpToItsEnd() {
    String[] pending = {
      "create table fresh (id bigint); create type t as enum ('a');",
      "create index on fresh (id); alter table fresh add primary key (id);",
      "alter type t rename value 'a' to 'b';"
    };

    assertThat(lint(false, false, pending)).hasSizeGreaterThan(2);
    assertThat(lint(true, false, pending)).isEmpty();
  }

  @Test
  void aScriptThatRunsOutsideIsRefused() {
    String[] pending = {
      "alter table orders add column b int;", "create index concurrently on orders (b);"
    };

    assertThat(lint(false, false, pending)).isEmpty();
    assertThat(lint(true, false, pending))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.rule().id()).isEqualTo("flyway-mixed-transaction");
              assertThat(f.severity()).isEqualTo(Severity.ERROR);
              assertThat(f.message()).contains("V2__x.sql");
            });
    assertThat(lint(true, true, pending))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
    assertThat(lint(true, false, pending[1], "drop index concurrently other;")).isEmpty();
  }
}
