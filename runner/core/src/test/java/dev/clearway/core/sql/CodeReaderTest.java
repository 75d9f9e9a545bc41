/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The SQL inside of code. */
class CodeReaderTest {

  private final SqlParser parser = new SqlParser();

  /** {@code AlterRelation ALTER TABLE t ...}; a question mark where it may be passed over. */
  private List<String> parts(String body) {
    return Objects.requireNonNull(parser.parseCode("plpgsql", body)).stream()
        .map(
            p ->
                (p.conditional() ? "? " : "")
                    + (p.command() == null ? "EXECUTE" : p.command().getClass().getSimpleName())
                    + " "
                    + p.text())
        .toList();
  }

  private List<CodePart> all(String body) {
    return Objects.requireNonNull(parser.parseCode("plpgsql", body));
  }

  @Test
  void statementsAreFoundInAllStructures() {
    assertThat(
            parts(
                """
                <<outermost>>
                DECLARE
                  n int := count_them('a');
                  c CURSOR (k int) FOR SELECT * FROM cursor_table WHERE id = k;
                  plain text DEFAULT 'x';
                BEGIN
                  n := 1; n = n + 1; -- drop table commented;
                  ALTER TABLE a ADD COLUMN x int;
                  IF n > 0 AND NOT EXISTS (SELECT FROM seen WHERE k = 1) THEN
                    CREATE TABLE b (id int);
                  ELSIF check_it(n) THEN
                    DROP TABLE c;
                  ELSE
                    TRUNCATE d;
                  END IF;
                  CASE n WHEN 1 THEN DROP VIEW v1; WHEN other(2) THEN NULL; ELSE DROP VIEW v2; END CASE;
                  FOR i IN 1..10 LOOP
                    INSERT INTO e VALUES (i);
                  END LOOP;
                  FOR r IN SELECT * FROM f LOOP
                    UPDATE g SET a = r.a;
                    CONTINUE WHEN r.a = 1;
                  END LOOP;
                  WHILE more() LOOP
                    DELETE FROM h;
                    EXIT;
                  END LOOP;
                  BEGIN
                    LOCK TABLE i;
                  EXCEPTION WHEN duplicate_table OR others THEN
                    RAISE NOTICE 'no: %', SQLERRM;
                    DROP TABLE j;
                  END;
                  PERFORM helper(1), 2;
                  OPEN c FOR SELECT * FROM k;
                  GET DIAGNOSTICS n = ROW_COUNT;
                  CALL proc(1);
                  RETURN QUERY SELECT * FROM l;
                  RETURN last_one();
                END outermost
                """))
        .containsExactly(
            "Data count_them('a')",
            "Data SELECT * FROM cursor_table WHERE id = k",
            "AlterRelation ALTER TABLE a ADD COLUMN x int",
            "? Data n > 0 AND NOT EXISTS (SELECT FROM seen WHERE k = 1)",
            "? CreateTable CREATE TABLE b (id int)",
            "? Data check_it(n)",
            "? Drop DROP TABLE c",
            "? Truncate TRUNCATE d",
            "? Drop DROP VIEW v1",
            "? Data other(2)",
            "? Drop DROP VIEW v2",
            "? Data INSERT INTO e VALUES (i)",
            "Data SELECT * FROM f",
            "? Data UPDATE g SET a = r.a",
            "Data more()",
            "? Data DELETE FROM h",
            "LockTables LOCK TABLE i",
            "? Drop DROP TABLE j",
            "Data PERFORM helper(1), 2",
            "Data SELECT * FROM k",
            "Call CALL proc(1)",
            "Data SELECT * FROM l",
            "Data last_one()");
  }

  @Test
  void intoIsNoTable() {
    List<CodePart> parts =
        all(
            """
            BEGIN
              SELECT a, b INTO STRICT x, y.z FROM t1;
              SELECT INTO x count(*) FROM t2;
              INSERT INTO t3 VALUES (1) RETURNING id INTO x;
              WITH w AS (SELECT 1) INSERT INTO t4 SELECT * FROM w RETURNING id INTO arr[1];
              FETCH c INTO x;
            END
            """);
    assertThat(parts)
        .extracting(p -> ((SqlCommand.Data) Objects.requireNonNull(p.command())).query().tables())
        .extracting(uses -> uses.get(0).table().name().name())
        .containsExactly("t1", "t2", "t3", "t4");
  }

  @Test
  void executeOfAConstantIsWhatItSays() {
    assertThat(
            parts(
                """
                BEGIN
                  EXECUTE 'ALTER TABLE a ' || 'ADD COLUMN x int; DROP TABLE b';
                  EXECUTE format('DROP TABLE %I', n);
                  EXECUTE 'SELECT 1 FROM ' || n INTO x USING y;
                  RETURN QUERY EXECUTE q;
                  FOR r IN EXECUTE 'SELECT * FROM c' LOOP END LOOP;
                  EXECUTE $q$TRUNCATE d$q$;
                END
                """))
        .containsExactly(
            "AlterRelation ALTER TABLE a ADD COLUMN x int",
            "Drop DROP TABLE b",
            "EXECUTE format('DROP TABLE %I', n)",
            "EXECUTE 'SELECT 1 FROM ' || n",
            "EXECUTE q",
            "Data SELECT * FROM c",
            "Truncate TRUNCATE d");
  }

  @Test
  void whatDoesNotParseIsNotLost() {
    String body = "BEGIN\n  ALTER TABLE t FROBNICATE;\n  DROP TABLE u;\nEND";
    List<CodePart> parts = all(body);

    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).command()).isInstanceOf(SqlCommand.Unparsed.class);
    assertThat(body.substring(parts.get(0).offset())).startsWith("ALTER TABLE t");
    assertThat(parts.get(1).command()).isInstanceOf(SqlCommand.Drop.class);
    assertThat(parser.parseCode("plpython3u", "x = 1")).isNull();
    assertThat(all("IF IF ( ;; END LOOP THEN CASE ; END; WHEN DECLARE x")).isNotNull();
  }

  @Test
  void sqlBodiesAreListsOfStatements() {
    assertThat(parser.parseCode("SQL", "DELETE FROM a; SELECT f(';') FROM b"))
        .extracting(CodePart::text)
        .containsExactly("DELETE FROM a", "SELECT f(';') FROM b");
  }
}
