/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogEditor;
import dev.clearway.core.catalog.CatalogRequest;
import dev.clearway.core.catalog.Dependants;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.catalog.Routine;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The database as it is at one point of a script: the catalog, as the statements before left it.
 *
 * <p>A script is gone through twice. The first time the catalog is empty: whatever is asked for and
 * was not made by the script itself is written down in a request, and stands for nothing. If
 * something was written down, the catalog is looked at once, and the script gone through again; and
 * once more where that shows that more is needed, such as the tables that a function names.
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

  /** The schema that new objects go into while the search path is not known. */
  private static final String CURRENT = "";

  private static final String TEMPORARY = "pg_temp";

  private static final String SYSTEM = "pg_catalog";

  private final Catalog catalog;
  private final CatalogEditor editor;

  /** What the catalog says is all that it was asked for here, and no more. */
  private final CatalogRequest request;

  /** Whether there is no database: what is named but not known is taken to have been there. */
  private final boolean assumes;

  /** Whether the catalog is still empty because nobody has looked. */
  private final boolean draft;

  /** New names of schemas, and what the server calls them. */
  private final Map<String, String> renamedSchemas = new HashMap<>();

  private final Set<QualifiedName> missing = new LinkedHashSet<>();
  private final List<Unknown> unknowns = new ArrayList<>();

  /** Whether code ran that may have done anything to names. */
  private boolean blurred;

  /** Null for that of the connection. */
  private @Nullable List<String> path;

  /** The one before SET LOCAL; what {@link #localPath} says. */
  private @Nullable List<String> pathOfSession;

  private boolean localPath;

  /** {@link #path} resolved; null where it has to be done. */
  private @Nullable List<String> resolvedPath;

  private @Nullable String role;
  private @Nullable String timeZone;

  private ScriptState(Catalog catalog, CatalogRequest request, boolean assumes, boolean draft) {
    this.catalog = catalog;
    this.editor = new CatalogEditor(catalog);
    this.request = request;
    this.assumes = assumes;
    this.draft = draft;
  }

  /** A first look, which only writes down what is needed. */
  static ScriptState draft(CatalogRequest request) {
    return new ScriptState(
        CatalogEditor.blank(List.of(CURRENT), "", ""), request, /* assumes= */ false, true);
  }

  /**
   * On top of what a server says.
   *
   * @param catalog that answers {@code request}; it is changed
   */
  static ScriptState of(Catalog catalog, CatalogRequest request) {
    return new ScriptState(catalog, request, /* assumes= */ false, false);
  }

  /** Without a server. */
  static ScriptState offline(Catalog catalog) {
    return new ScriptState(
        catalog, new CatalogRequest(/* complete= */ false), /* assumes= */ true, false);
  }

  /** Whether there is no database behind it. */
  boolean isOffline() {
    return assumes;
  }

  Catalog catalog() {
    return catalog;
  }

  CatalogEditor editor() {
    return editor;
  }

  // ---------------------------------------------------------------- one statement, one script

  /** The next statement begins: what is missing is counted anew. */
  void startStatement() {
    missing.clear();
    unknowns.clear();
  }

  /** The names that stood for nothing since the statement began. */
  Set<QualifiedName> missing() {
    return missing;
  }

  List<Unknown> unknowns() {
    return unknowns;
  }

  void unknown(Unknown unknown) {
    unknowns.add(unknown);
  }

  /** Code ran that nobody can look into: from now on nothing is said to be missing. */
  void blur() {
    blurred = true;
  }

  /** Whether nothing is known for sure about what exists. */
  boolean isBlurred() {
    return blurred;
  }

  /** What SET LOCAL said ends. */
  void endTransaction() {
    if (localPath) {
      path = pathOfSession;
      localPath = false;
      resolvedPath = null;
    }
  }

  /** Each script begins with the settings of the connection. */
  void startScript() {
    localPath = false;
    path = null;
    resolvedPath = null;
    role = null;
    timeZone = null;
  }

  /** What was made up to now exists from now on. */
  void settle() {
    editor.settle();
    blurred = false;
  }

  // ---------------------------------------------------------------- names

  /** What {@code name} stands for now; {@code wants} is what the caller needs to know about it. */
  Target find(QualifiedName name, Set<Want> wants) {
    return find(name, wants, RelationKind.TABLE);
  }

  /**
   * What {@code name} stands for now.
   *
   * @param kind what it is if it is known from its name only
   */
  Target find(QualifiedName name, Set<Want> wants, RelationKind kind) {
    Relation relation = lookUp(name);
    if (relation != null) {
      if (!CatalogEditor.isMade(relation)) {
        request.relation(QualifiedName.of(relation.name()), wants);
      }
      return new Target(relation, catalog.isFresh(relation));
    }
    request.relation(inOldSchema(name), wants);
    return notFound(name, kind);
  }

  /** As {@link #find}, where the caller can do without the catalog's answer. */
  Target mention(QualifiedName name, Set<Want> wants) {
    Relation relation = lookUp(name);
    if (relation != null) {
      if (!CatalogEditor.isMade(relation)) {
        request.mention(QualifiedName.of(relation.name()), wants);
      }
      return new Target(relation, catalog.isFresh(relation));
    }
    request.mention(inOldSchema(name), wants);
    if (!assumes && !request.isComplete()) {
      // nobody may have looked
      return Target.NOTHING;
    }
    return notFound(name, RelationKind.TABLE);
  }

  private Target notFound(QualifiedName name, RelationKind kind) {
    if (blurred) {
      return Target.NOTHING;
    }
    missing.add(name);
    if (!assumes) {
      return Target.NOTHING;
    }
    return new Target(editor.assume(placeOf(name), kind), false);
  }

  /** As {@link #find}, but nothing is missing where there is none. */
  @Nullable Relation findIfThere(QualifiedName name, Set<Want> wants) {
    Relation relation = lookUp(name);
    if (relation == null) {
      request.relation(inOldSchema(name), wants);
      return null;
    }
    return find(name, wants).relation();
  }

  /** The relation of this name now; null where there is none. Nothing is asked for. */
  @Nullable Relation lookUp(QualifiedName name) {
    if (name.schema() != null) {
      String schema = name.schema();
      return catalog.find(schema, name.name());
    }
    for (String schema : searchPath()) {
      Relation relation = catalog.find(schema, name.name());
      if (relation != null) {
        return relation;
      }
    }
    return null;
  }

  /** As {@link #find}, with columns, constraints and location where they have to be looked up. */
  Target findWithDetails(QualifiedName name, Set<Want> wants) {
    Target target = find(name, wants);
    Relation relation = target.relation();
    if (relation == null) {
      request.details(inOldSchema(name));
    } else if (!CatalogEditor.isMade(relation)) {
      request.details(QualifiedName.of(relation.name()));
    }
    return target;
  }

  /** As {@link #findWithDetails}, for a table that is about to be attached to another. */
  Target findToAttach(QualifiedName name, Set<Want> wants) {
    Target target = find(name, wants);
    Relation relation = target.relation();
    if (relation == null) {
      request.attached(inOldSchema(name));
    } else if (!CatalogEditor.isMade(relation)) {
      request.attached(QualifiedName.of(relation.name()));
    }
    return target;
  }

  /** The name that the server knows it by. */
  private QualifiedName inOldSchema(QualifiedName name) {
    String schema = name.schema();
    if (schema == null) {
      if (path != null) {
        path.stream().filter(s -> !s.equals("$user")).forEach(s -> request.schema(oldSchema(s)));
      }
      return name;
    }
    return name.inSchema(oldSchema(schema));
  }

  private String oldSchema(String schema) {
    return renamedSchemas.getOrDefault(schema, schema);
  }

  /** The schemas that a name without one is looked for in, in order. */
  List<String> searchPath() {
    List<String> known = resolvedPath;
    if (known == null) {
      known = resolve();
      resolvedPath = known;
    }
    return known;
  }

  private List<String> resolve() {
    List<String> found = new ArrayList<>();
    found.add(TEMPORARY);
    List<String> set = path;
    if (set == null) {
      found.addAll(catalog.searchPath());
      return found;
    }
    catalog.searchPath().stream().filter(s -> s.startsWith(TEMPORARY)).forEach(found::add);
    if (!set.contains(SYSTEM)) {
      found.add(SYSTEM);
    }
    for (String schema : set) {
      String real = schema.equals("$user") ? user() : schema;
      // without a database whoever names a schema is believed that there is one
      boolean believed = draft || assumes;
      if ((believed && !schema.equals("$user")) || catalog.hasSchema(real)) {
        found.add(real);
      }
    }
    return found;
  }

  private String user() {
    return role != null ? role : catalog.user();
  }

  /** The role that a statement means. */
  String role(String written) {
    return switch (written) {
      case "current_user", "current_role", "session_user" -> user();
      default -> written;
    };
  }

  /** The schema that an unqualified new object goes into. */
  private String creationSchema() {
    for (String schema : searchPath()) {
      if (!schema.equals(SYSTEM) && !schema.startsWith(TEMPORARY)) {
        return schema;
      }
    }
    return CURRENT;
  }

  private QualifiedName placeOf(QualifiedName name) {
    return name.schema() == null ? name.inSchema(creationSchema()) : name;
  }

  /**
   * A relation is created.
   *
   * @return null where IF NOT EXISTS leaves what is there, or in a draft, may do so
   */
  @Nullable Relation create(
      QualifiedName name, RelationKind kind, boolean temporary, boolean ifNotExists) {
    QualifiedName place = temporary ? name.inSchema(TEMPORARY) : placeOf(name);
    String schema = place.schema();
    Relation present = schema == null ? null : catalog.find(schema, place.name());
    if (ifNotExists && (present != null || (draft && !temporary))) {
      // it may be there already: whoever names it later has to look
      return null;
    }
    if (present != null) {
      // the script is wrong, or code that nobody can look into has dropped it
      editor.drop(present);
    }
    Relation relation = editor.create(place, kind);
    if (temporary) {
      editor.makeTemporary(relation);
    }
    return relation;
  }

  void drop(QualifiedName name) {
    Relation relation = lookUp(name);
    if (relation != null) {
      editor.drop(relation);
    }
  }

  /** A relation gets another name, another schema, or both. */
  void move(Relation relation, QualifiedName name, @Nullable String newSchema, String newName) {
    String schema = newSchema;
    if (schema == null) {
      schema = name.schema();
    }
    if (schema == null) {
      for (String s : searchPath()) {
        if (schema == null && relation.equals(catalog.find(s, name.name()))) {
          schema = s;
        }
      }
    }
    editor.move(relation, QualifiedName.of(schema == null ? creationSchema() : schema, newName));
  }

  void createSchema(String schema) {
    editor.createSchema(schema);
    resolvedPath = null;
  }

  void dropSchema(String schema) {
    editor.dropSchema(schema);
    resolvedPath = null;
  }

  void renameSchema(String schema, String newName) {
    renamedSchemas.put(newName, oldSchema(schema));
    editor.renameSchema(schema, newName);
    resolvedPath = null;
  }

  /**
   * SET search_path.
   *
   * @param schemas empty for DEFAULT
   */
  void setSearchPath(List<String> schemas, boolean local) {
    if (local && !localPath) {
      pathOfSession = path;
    }
    localPath = local;
    path = schemas.isEmpty() ? null : List.copyOf(schemas);
    resolvedPath = null;
    schemas.stream().filter(s -> !s.equals("$user")).forEach(s -> request.schema(oldSchema(s)));
  }

  /** The path that is set now; null for that of the connection. */
  @Nullable List<String> pathThatIsSet() {
    return path;
  }

  void setRole(@Nullable String name) {
    role = name;
    resolvedPath = null;
  }

  void setTimeZone(@Nullable String zone) {
    timeZone = zone;
  }

  String timeZone() {
    return timeZone != null ? timeZone : catalog.timeZone();
  }

  // ---------------------------------------------------------------- types and functions

  private List<String> schemasOf(QualifiedName name) {
    String schema = name.schema();
    return schema == null ? searchPath() : List.of(schema);
  }

  void createType(QualifiedName name, boolean constrained, @Nullable String baseType) {
    editor.putType(placeOf(name), constrained, baseType);
  }

  /** Whether values of the type are checked: it is a domain with a constraint. */
  boolean isConstrainedDomain(DataType type) {
    boolean builtIn = type.name().contains(" ") || KNOWN_TYPES.contains(type.name());
    if (type.isSerial() || (builtIn && type.schema() == null)) {
      return false;
    }
    for (String schema : schemasOf(type.qualifiedName())) {
      Boolean constrained = catalog.isConstrainedDomain(schema, type.name());
      if (constrained != null) {
        return constrained;
      }
    }
    request.type(inOldSchema(type.qualifiedName()));
    return false;
  }

  /**
   * The type below a domain that was looked up; null for other types, and where it is not known.
   */
  @Nullable String baseType(DataType type) {
    for (String schema : schemasOf(type.qualifiedName())) {
      if (catalog.isConstrainedDomain(schema, type.name()) != null) {
        return catalog.baseType(schema, type.name());
      }
    }
    return null;
  }

  void createFunction(QualifiedName name, Routine routine, boolean replace) {
    QualifiedName place = placeOf(name);
    editor.putRoutine(place, routine, replace);
  }

  /** The functions of that name that the search path shows first; empty where none is known. */
  List<Routine> routines(QualifiedName function) {
    for (String schema : functionSchemas(function)) {
      List<Routine> found = catalog.routines(schema, function.name());
      if (!found.isEmpty()) {
        return found;
      }
    }
    request.function(inOldSchema(function));
    return List.of();
  }

  /** Whether the expression has to be computed for each row; so it is if that is not known. */
  boolean isVolatile(Expression expression) {
    boolean found = false;
    for (QualifiedName function : expression.functions()) {
      List<Routine> known = routines(function);
      boolean remembered = known.isEmpty() && assumes && isSteady(function);
      found |= !remembered && (known.isEmpty() || known.stream().anyMatch(Routine::isVolatile));
    }
    return found;
  }

  /** Whether it is one of PostgreSQL's own that is not computed for each row. */
  private static boolean isSteady(QualifiedName function) {
    String schema = function.schema();
    return (schema == null || schema.equals(SYSTEM))
        && SteadyFunctions.NAMES.contains(function.name());
  }

  /** Whether it is a function that all know to lock nothing. */
  static boolean isHarmless(QualifiedName function) {
    String schema = function.schema();
    return (schema == null || schema.equals(SYSTEM)) && KNOWN_FUNCTIONS.contains(function.name());
  }

  /** Whether a function may do anything, for as long as it likes: nobody knows what it does. */
  boolean isOpaque(QualifiedName function) {
    String schema = function.schema();
    boolean own = schema == null || schema.equals(SYSTEM);
    String name = function.name();
    if (own && name.startsWith("pg_")) {
      return name.startsWith("pg_sleep");
    }
    if (isHarmless(function) || isSteady(function) || (own && name.equals("lastval"))) {
      return false;
    }
    List<Routine> known = routines(function);
    return known.isEmpty() || known.stream().anyMatch(Routine::isVolatile);
  }

  private List<String> functionSchemas(QualifiedName function) {
    List<String> schemas = new ArrayList<>(schemasOf(function));
    if (function.schema() == null && !schemas.contains(SYSTEM)) {
      schemas.add(0, SYSTEM);
    }
    return schemas;
  }

  // ---------------------------------------------------------------- constraints

  /** All foreign keys that there are now. */
  List<ForeignKey> foreignKeys() {
    return catalog.foreignKeys();
  }

  Map<Relation, Set<Dependants.Via>> dependants(Dependants object) {
    request.dependants(object);
    return catalog.dependants(object);
  }
}
