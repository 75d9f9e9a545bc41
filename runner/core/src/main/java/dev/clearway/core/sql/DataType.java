/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type as a column definition gives it.
 *
 * @param schema null where the search path decides
 * @param name for built-in types the name that {@code format_type} prints: {@code integer}, {@code
 *     character varying}, {@code timestamp without time zone}; for others the type's own
 * @param arguments what stands in parentheses, such as the length; only whole numbers are kept
 * @param array whether it is an array of that type
 */
public record DataType(
    @Nullable String schema, String name, List<Integer> arguments, boolean array) {

  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("int2", "smallint"),
          Map.entry("int8", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("bool", "boolean"),
          Map.entry("varchar", "character varying"),
          Map.entry("bpchar", "character"),
          Map.entry("char", "character"),
          Map.entry("decimal", "numeric"),
          Map.entry("dec", "numeric"),
          Map.entry("varbit", "bit varying"),
          Map.entry("time", "time without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("serial2", "smallserial"),
          Map.entry("serial4", "serial"),
          Map.entry("serial8", "bigserial"));

  public DataType {
    if (schema == null || schema.equals("pg_catalog")) {
      name = SYNONYMS.getOrDefault(name, name);
    }
    arguments = List.copyOf(arguments);
  }

  /** Whether it is serial, bigserial or smallserial: an integer with a sequence of its own. */
  public boolean isSerial() {
    return schema == null
        && !array
        && (name.equals("serial") || name.equals("bigserial") || name.equals("smallserial"));
  }

  /** The type's name, without what stands in parentheses. */
  public QualifiedName qualifiedName() {
    return new QualifiedName(schema, name);
  }

  /** As {@code format_type} prints it, so far as that is known without the catalog. */
  public String printed() {
    String base =
        switch (isSerial() ? name : "") {
          case "serial" -> "integer";
          case "bigserial" -> "bigint";
          case "smallserial" -> "smallint";
          default -> name;
        };
    List<Integer> shown = arguments;
    if (shown.isEmpty() && (name.equals("character") || name.equals("bit"))) {
      shown = List.of(1);
    }
    if (!shown.isEmpty()) {
      String inside =
          "(" + shown.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
      int zone = base.indexOf(" with");
      base = zone < 0 ? base + inside : base.substring(0, zone) + inside + base.substring(zone);
    }
    return array ? base + "[]" : base;
  }
}
