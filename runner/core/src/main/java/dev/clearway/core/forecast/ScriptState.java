/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogRequest;
import dev.clearway.core.catalog.Dependants;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The database as it is at one point of a script: the catalog, and on top of it what the statements
 * before did to names.
 *
 * <p>A script is gone through twice. The first time there is no catalog yet: whatever is asked for
 * and was not made by the script itself is written down in a request, and stands for nothing. If
 * something was written down, the catalog is looked at once, and the script gone through again.
 */
final class ScriptState {

  /** Functions of pg_catalog that scripts call all the time, and that no one has to look up. */
  private static final Set<String> KNOWN_FUNCTIONS =
      Set.of(
          "now",
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "nextval",
          "currval",
          "setval",
          "lower",
          "upper",
          "trim",
          "concat",
          "replace",
          "substr",
          "length",
          "md5",
          "random",
          "round",
          "floor",
          "ceil",
          "abs",
          "greatest",
          "gen_random_uuid",
          "generate_series",
          "array_agg",
          "string_agg",
          "to_char",
          "to_date",
          "to_timestamp",
          "date_trunc",
          "make_interval",
          "age",
          "clock_timestamp",
          "statement_timestamp",
          "transaction_timestamp",
          "format",
          "row_number",
          "rank",
          "unnest",
          "jsonb_build_object",
          "json_build_object",
          "to_jsonb",
          "to_json",
          "jsonb_set",
          "set_config",
          "current_setting",
          "version",
          "repeat",
          "hashtext",
          "array_length",
          "coalesce",
          "exists",
          "lpad",
          "rpad",
          "split_part",
          "regexp_replace");

  /** Types of pg_catalog, none of them a domain; those with a space in their name apart. */
  private static final Set<String> KNOWN_TYPES =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "real",
          "money",
          "text",
          "character",
          "boolean",
          "date",
          "interval",
          "uuid",
          "bytea",
          "json",
          "jsonb",
          "xml",
          "inet",
          "cidr",
          "macaddr",
          "bit",
          "oid",
          "name",
          "point",
          "tsvector",
          "int4range",
          "int8range",
          "numrange",
          "daterange",
          "tsrange",
          "tstzrange");

  /** The name of the schema that new objects go into while the search path is not known. */
  private static final String CURRENT = "";

  private final @Nullable Catalog catalog;
  private final CatalogRequest request = new CatalogRequest();

  /** What names stand for, where the script changed that. */
  private final Map<QualifiedName, Target> names = new HashMap<>();

  private final Map<String, String> renamedSchemas = new HashMap<>();
  private final Set<String> newSchemas = new HashSet<>();
  private final Map<String, Boolean> newTypes = new HashMap<>();
  private final Map<String, Character> newFunctions = new HashMap<>();
  private final List<ForeignKey> newKeys = new ArrayList<>();
  private final Set<ForeignKey> droppedKeys = new HashSet<>();
  private final Map<Long, Map<String, Constraint>> newConstraints = new HashMap<>();

  /** Null for that of the connection. */
  private @Nullable List<String> path;

  private @Nullable String timeZone;

  /** A first look, which only writes down what is needed. */
  ScriptState() {
    this.catalog = null;
  }

  ScriptState(Catalog catalog) {
    this.catalog = catalog;
  }

  CatalogRequest request() {
    return request;
  }

  /** Whether there is a catalog to answer from. */
  @Nullable Catalog catalog() {
    return catalog;
  }

  // ---------------------------------------------------------------- names

  /** What {@code name} stands for now; {@code wants} is what the caller needs to know about it. */
  Target find(QualifiedName name, Set<Want> wants) {
    for (String schema : schemasOf(name)) {
      QualifiedName place = QualifiedName.of(schema, name.name());
      Target target = names.get(place);
      if (target != null && (target.fresh() || target.relation() != null)) {
        return target;
      }
      Relation relation =
          catalog == null || target != null ? null : catalog.find(schema, name.name());
      if (relation != null) {
        return new Target(relation, false);
      }
    }
    if (catalog == null) {
      request.relation(inOldSchema(name), wants);
    }
    return Target.NOTHING;
  }

  /** As {@link #find}, with columns, constraints and location where they have to be looked up. */
  Target findWithDetails(QualifiedName name, Set<Want> wants) {
    Target target = find(name, wants);
    if (catalog == null && !target.fresh()) {
      request.details(inOldSchema(name));
    }
    return target;
  }

  /** As {@link #findWithDetails}, for a table that is about to be attached to another. */
  Target findToAttach(QualifiedName name, Set<Want> wants) {
    Target target = find(name, wants);
    if (catalog == null && !target.fresh()) {
      request.attached(inOldSchema(name));
    }
    return target;
  }

  private QualifiedName inOldSchema(QualifiedName name) {
    String schema = name.schema();
    if (schema == null) {
      searchPath().forEach(s -> request.schema(oldSchema(s)));
      return name;
    }
    return name.inSchema(oldSchema(schema));
  }

  private @Nullable String oldSchema(String schema) {
    return schema.equals(CURRENT) ? null : renamedSchemas.getOrDefault(schema, schema);
  }

  /** The schemas that a name is looked for in, in order, by the names they had before. */
  private List<String> schemasOf(QualifiedName name) {
    String schema = name.schema();
    return schema == null ? searchPath() : List.of(renamedSchemas.getOrDefault(schema, schema));
  }

  private List<String> searchPath() {
    if (catalog == null) {
      return path == null ? List.of(CURRENT) : path;
    }
    if (path == null) {
      return catalog.searchPath();
    }
    List<String> known = new ArrayList<>();
    catalog.searchPath().stream().filter(s -> s.startsWith("pg_temp")).forEach(known::add);
    known.add("pg_catalog");
    for (String schema : path) {
      String real = schema.equals("$user") ? catalog.user() : schema;
      String old = renamedSchemas.getOrDefault(real, real);
      if (catalog.hasSchema(old) || newSchemas.contains(real)) {
        known.add(old);
      }
    }
    return known;
  }

  /** The schema that an unqualified new object goes into. */
  private String creationSchema() {
    return searchPath().stream()
        .filter(s -> !s.equals("pg_catalog") && !s.startsWith("pg_temp") && !s.equals("$user"))
        .findFirst()
        .orElse(CURRENT);
  }

  private QualifiedName placeOf(QualifiedName name) {
    String schema = name.schema();
    return name.inSchema(
        schema == null ? creationSchema() : renamedSchemas.getOrDefault(schema, schema));
  }

  /** A relation is created. */
  void create(QualifiedName name, boolean ifNotExists) {
    QualifiedName place = placeOf(name);
    if (ifNotExists) {
      if (catalog == null) {
        // it may be there already: whoever names it later has to look
        return;
      }
      String schema = place.schema();
      Target present = names.get(place);
      boolean exists =
          present != null
              ? present.fresh() || present.relation() != null
              : schema != null && catalog.find(schema, place.name()) != null;
      if (exists) {
        return;
      }
    }
    names.put(place, Target.FRESH);
  }

  void drop(QualifiedName name) {
    for (String schema : schemasOf(name)) {
      QualifiedName place = QualifiedName.of(schema, name.name());
      Target target = names.get(place);
      boolean here =
          target != null
              ? target.fresh() || target.relation() != null
              : catalog == null || catalog.find(schema, name.name()) != null;
      if (here) {
        names.put(place, Target.NOTHING);
        return;
      }
    }
  }

  /** A relation gets another name, another schema, or both. */
  void move(QualifiedName name, @Nullable String newSchema, String newName) {
    for (String schema : schemasOf(name)) {
      QualifiedName place = QualifiedName.of(schema, name.name());
      Target target = names.get(place);
      if (target == null && catalog != null) {
        Relation relation = catalog.find(schema, name.name());
        target = relation == null ? null : new Target(relation, false);
      }
      if (target != null && (target.fresh() || target.relation() != null)) {
        names.put(place, Target.NOTHING);
        String to = newSchema == null ? schema : renamedSchemas.getOrDefault(newSchema, newSchema);
        names.put(QualifiedName.of(to, newName), target);
        return;
      }
    }
  }

  void createSchema(String schema) {
    newSchemas.add(schema);
  }

  void renameSchema(String schema, String newName) {
    renamedSchemas.put(newName, renamedSchemas.getOrDefault(schema, schema));
  }

  void setSearchPath(List<String> schemas) {
    path = schemas.isEmpty() ? null : List.copyOf(schemas);
    if (path != null) {
      path.stream().filter(s -> !s.equals("$user")).forEach(s -> request.schema(oldSchema(s)));
    }
  }

  void setTimeZone(@Nullable String zone) {
    timeZone = zone;
  }

  String timeZone() {
    return timeZone != null ? timeZone : catalog == null ? "" : catalog.timeZone();
  }

  // ---------------------------------------------------------------- types and functions

  void createType(QualifiedName name, boolean constrained) {
    newTypes.put(name.name(), constrained);
  }

  /** Whether values of the type are checked: it is a domain with a constraint. */
  boolean isConstrainedDomain(DataType type) {
    Boolean fresh = newTypes.get(type.name());
    if (fresh != null) {
      return fresh;
    }
    boolean builtIn = type.name().contains(" ") || KNOWN_TYPES.contains(type.name());
    if (type.isSerial() || (builtIn && type.schema() == null)) {
      return false;
    }
    if (catalog == null) {
      request.type(inOldSchema(type.qualifiedName()));
      return false;
    }
    for (String schema : schemasOf(type.qualifiedName())) {
      Boolean constrained = catalog.isConstrainedDomain(schema, type.name());
      if (constrained != null) {
        return constrained;
      }
    }
    return false;
  }

  /**
   * The type below a domain that was looked up; null for other types, and where it is not known.
   */
  @Nullable String baseType(DataType type) {
    if (catalog == null || newTypes.containsKey(type.name())) {
      return null;
    }
    for (String schema : schemasOf(type.qualifiedName())) {
      if (catalog.isConstrainedDomain(schema, type.name()) != null) {
        return catalog.baseType(schema, type.name());
      }
    }
    return null;
  }

  void createFunction(QualifiedName name, String volatility) {
    newFunctions.put(name.name(), volatility.charAt(0));
  }

  /** Whether the expression has to be computed for each row; so it is if that is not known. */
  boolean isVolatile(Expression expression) {
    boolean found = false;
    for (QualifiedName function : expression.functions()) {
      found |= isVolatile(function);
    }
    return found;
  }

  private boolean isVolatile(QualifiedName function) {
    Character fresh = newFunctions.get(function.name());
    if (fresh != null) {
      return fresh == 'v';
    }
    if (catalog == null) {
      request.function(inOldSchema(function));
      return true;
    }
    for (String schema : functionSchemas(function)) {
      Character volatility = catalog.volatility(schema, function.name());
      if (volatility != null) {
        return volatility == 'v';
      }
    }
    return true;
  }

  /** Whether one of the functions may do anything at all. */
  boolean isOpaque(Set<QualifiedName> functions) {
    boolean found = false;
    for (QualifiedName function : functions) {
      found |= isOpaque(function);
    }
    return found;
  }

  private boolean isOpaque(QualifiedName function) {
    String schema = function.schema();
    Character fresh = newFunctions.get(function.name());
    if (fresh != null) {
      return fresh == 'v';
    }
    boolean builtIn = schema == null || schema.equals("pg_catalog");
    if (builtIn && KNOWN_FUNCTIONS.contains(function.name())) {
      return false;
    }
    if (catalog == null) {
      request.function(inOldSchema(function));
      return true;
    }
    for (String s : functionSchemas(function)) {
      if (catalog.volatility(s, function.name()) != null) {
        return catalog.isOpaque(s, function.name());
      }
    }
    return true;
  }

  private List<String> functionSchemas(QualifiedName function) {
    List<String> schemas = new ArrayList<>(schemasOf(function));
    if (function.schema() == null && !schemas.contains("pg_catalog")) {
      schemas.add(0, "pg_catalog");
    }
    return schemas;
  }

  // ---------------------------------------------------------------- constraints

  void addForeignKey(
      @Nullable Relation table, @Nullable Relation referenced, Constraint.ForeignKey key) {
    if (table != null && referenced != null) {
      newKeys.add(
          new ForeignKey(
              0,
              0,
              table.oid(),
              referenced.oid(),
              nameOf(table, key),
              !key.notValid(),
              Set.copyOf(key.columns()),
              Set.copyOf(key.referencedColumns())));
    }
  }

  /** The name that PostgreSQL gives a foreign key without one, if it is not taken. */
  private static String nameOf(Relation table, Constraint.ForeignKey key) {
    String given = key.name();
    return given != null ? given : table.name() + "_" + String.join("_", key.columns()) + "_fkey";
  }

  void addConstraint(@Nullable Relation table, Constraint constraint) {
    String name = constraint.name();
    if (table != null && name != null) {
      newConstraints.computeIfAbsent(table.oid(), k -> new HashMap<>()).put(name, constraint);
    }
  }

  /** A constraint that the script added to {@code table}; null where it did not. */
  @Nullable Constraint newConstraint(Relation table, String name) {
    return newConstraints.getOrDefault(table.oid(), Map.of()).get(name);
  }

  void dropKey(ForeignKey key) {
    droppedKeys.add(key);
  }

  /** All foreign keys that there are now. */
  List<ForeignKey> foreignKeys() {
    List<ForeignKey> keys = new ArrayList<>(catalog == null ? List.of() : catalog.foreignKeys());
    keys.addAll(newKeys);
    keys.removeAll(droppedKeys);
    return keys;
  }

  Map<Relation, Set<Dependants.Via>> dependants(Dependants object) {
    if (catalog == null) {
      request.dependants(object);
      return Map.of();
    }
    return catalog.dependants(object);
  }
}
