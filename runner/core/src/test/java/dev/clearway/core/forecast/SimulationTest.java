/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlParser;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that only statements have made. */
class SimulationTest {

  private final SqlParser parser = new SqlParser();
  private final Simulation simulation = new Simulation(18, List.of("public"));

  private LockForecast forecast(String sql) {
    return simulation.forecast(parser.parse(sql), sql);
  }

  private String summary(String sql) {
    LockForecast forecast = forecast(sql);
    return forecast.statementClass()
        + forecast.locks().stream()
            .map(
                l ->
                    " "
                        + l.relation().name()
                        + ":"
                        + l.mode()
                        + (l.rewrite() ? "*" : l.scan() ? "+" : ""))
            .sorted()
            .collect(Collectors.joining());
  }

  private Relation relation(String name) {
    return Objects.requireNonNull(simulation.find(QualifiedName.of(name)));
  }

  private String type(String table, String column) {
    return Objects.requireNonNull(simulation.catalog().column(relation(table), column)).type();
  }

  @BeforeEach
  void history() {
    for (String sql :
        List.of(
            "CREATE TABLE customers (id bigserial PRIMARY KEY, name varchar(50) NOT NULL,"
                + " vat numeric(10,2), since timestamp(3))",
            "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " customer bigint REFERENCES customers, note text, total int CHECK (total > 0))",
            "CREATE INDEX ON orders (note)",
            "CREATE TABLE ev (id int, at date) PARTITION BY RANGE (at)",
            "CREATE TABLE ev_default PARTITION OF ev DEFAULT",
            "CREATE VIEW shown AS SELECT * FROM orders",
            "CREATE DOMAIN positive AS int CHECK (value > 0)",
            "ALTER TABLE orders ADD CONSTRAINT noted CHECK (note IS NOT NULL) NOT VALID",
            "ALTER TABLE orders RENAME TO purchases",
            "ALTER TABLE purchases ADD COLUMN extra char(3)")) {
      forecast(sql);
    }
    simulation.settle();
  }

  @Test
  void tablesOfSettledStatementsExisted() {
    assertThat(summary("ALTER TABLE purchases ADD COLUMN x int"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE");
    assertThat(summary("CREATE INDEX ON purchases (x)")).isEqualTo("STRONG purchases:SHARE+");
    assertThat(
            summary(
                "CREATE TABLE ev1 PARTITION OF ev FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"))
        .isEqualTo("STRONG ev:ACCESS_EXCLUSIVE ev_default:ACCESS_EXCLUSIVE+");
    assertThat(summary("TRUNCATE ev1")).isEqualTo("FRESH");
    assertThat(summary("DROP TABLE purchases CASCADE"))
        .isEqualTo(
            "STRONG customers:ACCESS_EXCLUSIVE orders_id_seq:ACCESS_EXCLUSIVE"
                + " purchases:ACCESS_EXCLUSIVE shown:ACCESS_EXCLUSIVE");
    assertThat(simulation.find(QualifiedName.of("shown"))).isNull();
  }

  @Test
  void typesDecideAboutRewrites() {
    assertThat(type("customers", "name")).isEqualTo("character varying(50)");
    assertThat(type("customers", "vat")).isEqualTo("numeric(10,2)");
    assertThat(type("customers", "since")).isEqualTo("timestamp(3) without time zone");
    assertThat(type("customers", "id")).isEqualTo("bigint");
    assertThat(type("purchases", "extra")).isEqualTo("character(3)");
    assertThat(summary("ALTER TABLE customers ALTER name TYPE varchar(80)"))
        .isEqualTo("STRONG customers:ACCESS_EXCLUSIVE");
    assertThat(summary("ALTER TABLE customers ALTER name TYPE varchar(60)"))
        .isEqualTo("STRONG customers:ACCESS_EXCLUSIVE*");
    assertThat(summary("ALTER TABLE purchases ADD COLUMN p positive"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE*");
    assertThat(summary("ALTER TABLE purchases ALTER customer TYPE int"))
        .isEqualTo("STRONG customers:ACCESS_EXCLUSIVE+ purchases:ACCESS_EXCLUSIVE*");
  }

  @Test
  void defaultsOfBuiltInFunctionsAreKnownWithoutAServer() {
    assertThat(summary("ALTER TABLE purchases ADD COLUMN at timestamptz DEFAULT now()"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE");
    assertThat(summary("ALTER TABLE purchases ADD COLUMN u uuid DEFAULT gen_random_uuid()"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE*");
    assertThat(summary("ALTER TABLE purchases ADD COLUMN w int DEFAULT whatever()"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE*");
    assertThat(summary("ALTER TABLE customers ALTER name TYPE text"))
        .isEqualTo("STRONG customers:ACCESS_EXCLUSIVE");
  }

  @Test
  void validChecksSaveScans() {
    assertThat(summary("ALTER TABLE purchases ALTER note SET NOT NULL"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE+");
    forecast("ALTER TABLE purchases ALTER note DROP NOT NULL");
    assertThat(summary("ALTER TABLE purchases VALIDATE CONSTRAINT noted"))
        .isEqualTo("CONCURRENT purchases:SHARE_UPDATE_EXCLUSIVE+");
    assertThat(summary("ALTER TABLE purchases ALTER note SET NOT NULL"))
        .isEqualTo("STRONG purchases:ACCESS_EXCLUSIVE");
  }

  @Test
  void constraintsAndIndexesHaveTheirNames() {
    Catalog catalog = simulation.catalog();
    assertThat(catalog.constraints(relation("purchases")))
        .extracting(TableConstraint::name)
        .contains("orders_pkey", "orders_total_check", "noted");
    assertThat(catalog.indexColumns(relation("purchases")))
        .containsKeys("orders_pkey", "orders_note_idx");
    assertThat(catalog.foreignKeys())
        .extracting(ForeignKey::name)
        .containsExactly("orders_customer_fkey");
    assertThat(catalog.foreignKeys().get(0).referencedColumns()).containsExactly("id");
    assertThat(catalog.columns(relation("purchases")))
        .filteredOn(Column::notNull)
        .extracting(Column::name)
        .containsExactly("id");
    assertThat(summary("ALTER TABLE purchases DROP CONSTRAINT orders_customer_fkey"))
        .isEqualTo("STRONG customers:ACCESS_EXCLUSIVE purchases:ACCESS_EXCLUSIVE");
    assertThat(catalog.foreignKeys()).isEmpty();
  }

  @Test
  void whatNothingMadeIsAssumedAndSaid() {
    LockForecast forecast = forecast("ALTER TABLE older ALTER a TYPE bigint");

    assertThat(forecast.missing()).containsExactly(QualifiedName.of("older"));
    assertThat(forecast.strongLocks()).singleElement().matches(RelationLock::rewrite);
    assertThat(simulation.catalog().isAssumed(relation("older"))).isTrue();
    assertThat(forecast("TRUNCATE older").missing()).isEmpty();
  }

  @Test
  void schemasAreRenamedAndDroppedWithWhatIsInThem() {
    forecast("CREATE SCHEMA a");
    forecast("CREATE TABLE a.t (id int)");
    forecast("ALTER SCHEMA a RENAME TO b");
    simulation.settle();
    assertThat(simulation.find(QualifiedName.of("a", "t"))).isNull();
    assertThat(simulation.find(QualifiedName.of("b", "t")))
        .extracting(Relation::qualifiedName)
        .isEqualTo("b.t");
    forecast("DROP SCHEMA b CASCADE");
    assertThat(simulation.find(QualifiedName.of("b", "t"))).isNull();
  }
}
