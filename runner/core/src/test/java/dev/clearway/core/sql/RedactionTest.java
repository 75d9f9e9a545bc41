/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM t WHERE a = 'secret' AND b=42  | SELECT * FROM t WHERE a = $1 AND b=$2",
        "select E'se\\'cret', 1.5e3, B'101', X'1F'    | select $1, $2, $3, $4",
        "select 'it''s', U&'d\\0061ta', N'x'          | select $1, $2, $3",
        "select $tag$ secret $$ $tag$, $$x$$          | select $1, $2",
        "select /* secret */ a -- secret              | select a",
        "select   a\t, b                              | select a , b",
        "select $1, 'x', $2                           | select $1, $3, $2",
        "select \"Name\".t1, a->>'secret'             | select \"Name\".t1, a->>$1",
        "create role r password 'secret'              | create role r password $1",
        "select a[1], -2, 1..3                        | select a[$1], -$2, $3..$4",
        "select date '2026-01-01'::text               | select date $1::text",
      })
  void literalsAndCommentsGo(String query, String redacted) {
    assertThat(Redaction.redact(query)).isEqualTo(redacted);
  }

  @Test
  void adjacentStringsAreOne() {
    assertThat(Redaction.redact("select 'se'\n   'cret', 1")).isEqualTo("select $1, $2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update t set a = 'secret",
        "update t set a = E'x\\'secret",
        "update t set a = E'x\\'secret\\",
        "update t set a = $$secret",
        "update t set a = $tag$secret $tag",
        "update t set a = $secret",
        "update t set a = 'x' /* secret",
        "update t set a = 'x' -- secret",
        "update \"secret",
        "update t set a = 'x''secret",
        "select 'a\\', 'b', secret, 'c'",
        "select U&'secret",
        "select X'secret",
      })
  void nothingLeaksFromTextThatWasCut(String query) {
    assertThat(Redaction.redact(query)).doesNotContain("secret");
  }

  @Test
  void everyPrefixOfAQueryHidesItsLiterals() {
    String query =
        "insert into t (a, b) values ('secret-one', E'secret\\'two'), ($q$secret$three$q$,"
            + " 'x''secret4') /* secret */ returning \"Col\"";
    for (int end = 0; end <= query.length(); end++) {
      assertThat(Redaction.redact(query.substring(0, end)))
          .as("first %d characters", end)
          .doesNotContain("secr");
    }
  }

  @Test
  void fingerprintsIgnoreWhatRedactionTakesAway() {
    String fingerprint =
        Redaction.fingerprint("SELECT count(*) FROM t WHERE a IN (1, 2) AND b='x'");

    assertThat(fingerprint).matches("[0-9a-f]{16}");
    assertThat(
            Redaction.fingerprint(
                "select  count( * ) from t where a in (7,8,9) /* c */ and b = E'y\\'' -- d"))
        .isEqualTo(fingerprint);
    assertThat(Redaction.fingerprint("SELECT count(*) FROM u WHERE a IN (1, 2) AND b='x'"))
        .isNotEqualTo(fingerprint);
  }

  @Test
  void fingerprintsAreStableOverReleases() {
    assertThat(Redaction.fingerprint("SELECT 1")).isEqualTo("f49509a41e0d5281");
  }

  @Test
  void aMaskedStatementKeepsItsPlaces() {
    String sql =
        """
        -- for Bob
        INSERT INTO t (a, b) VALUES ('Bob', 4711, 4111111111111111);
        DO $x$ BEGIN PERFORM 'Bob' /* Bob */; END $x$""";

    String masked = Redaction.mask(sql);

    assertThat(masked).hasSameSizeAs(sql).doesNotContain("Bob").doesNotContain("4111");
    assertThat(masked)
        .contains("VALUES ('***', 4711, ****************)")
        .contains("DO $x$ BEGIN PERFORM '***' /*");
    assertThat(masked.lines().count()).isEqualTo(sql.lines().count());
    assertThat(Redaction.mask("COPY t (a) FROM STDIN;\nBob\t7\n\\."))
        .isEqualTo("COPY t (a) FROM STDIN;\n***\t*\n**");
    assertThat(Redaction.mask("SELECT 'Bob")).isEqualTo("SELECT '***");
    assertThat(Redaction.mask("INSERT INTO t (language, b) VALUES ($$Bob$$, $x$Bob$x$)"))
        .isEqualTo("INSERT INTO t (language, b) VALUES ($$***$$, $x$***$x$)");
    assertThat(Redaction.mask("DO LANGUAGE plpgsql $$ BEGIN EXECUTE $x$SELECT Bob$x$; END $$"))
        .isEqualTo("DO LANGUAGE plpgsql $$ BEGIN EXECUTE $x$****** ***$x$; END $$");
    assertThat(Redaction.mask("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql"))
        .contains("AS $$ SELECT 1 $$");
    assertThat(Redaction.withoutPasswords("ALTER ROLE r PASSWORD $x$Bo$$b$x$ LOGIN"))
        .isEqualTo("ALTER ROLE r PASSWORD $x$*****$x$ LOGIN");
  }
}
