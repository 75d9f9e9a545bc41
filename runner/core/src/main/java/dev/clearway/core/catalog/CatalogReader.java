/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the catalog: in one round trip, or in two where tables turn out to have partitions,
 * foreign keys and the like. It changes nothing, and locks nothing but system catalogs. Stateless
 * and thread-safe.
 */
public final class CatalogReader {

  private static final String NAMED = SqlResource.load(CatalogReader.class, "named.sql");
  private static final String RELATIONS = SqlResource.load(CatalogReader.class, "relations.sql");
  private static final String DETAILS = SqlResource.load(CatalogReader.class, "details.sql");
  private static final String DEPENDANTS = SqlResource.load(CatalogReader.class, "dependants.sql");

  private static final int MAINTAIN_SINCE = 17;

  /**
   * Finds what {@code request} asks for, as {@code connection} sees it: with its search path, its
   * role and what its transaction has done so far. Where autocommit is off the look is part of the
   * transaction, as every statement is.
   *
   * @throws SQLException if the server cannot be asked
   */
  public Catalog read(Connection connection, CatalogRequest request) throws SQLException {
    if (!request.needsDetails() && request.dependants().isEmpty()) {
      Catalog catalog = readNamed(connection, request);
      if (catalog != null) {
        return catalog;
      }
    }
    return readAll(connection, request);
  }

  /** Null if what is found brings more along. */
  private static @Nullable Catalog readNamed(Connection connection, CatalogRequest request)
      throws SQLException {
    Catalog catalog = new Catalog();
    try (PreparedStatement statement = connection.prepareStatement(NAMED)) {
      Parameters parameters = new Parameters(connection, statement);
      parameters.texts(request.schemas());
      parameters.texts(request.relations().keySet());
      parameters.texts(request.schemas());
      parameters.text(privileges(connection));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (catalog.searchPath.isEmpty()) {
            catalog.user = rows.getString("username");
            catalog.timeZone = rows.getString("timezone");
            catalog.searchPath = texts(rows.getArray("path"));
            catalog.schemas.addAll(texts(rows.getArray("schemas")));
          }
          if (rows.getLong("a") == 0) {
            continue;
          }
          long flags = rows.getLong("d");
          Relation relation = relation(rows);
          if (bringsMore(request.relations().getOrDefault(relation.name(), 0), flags)) {
            return null;
          }
          add(relation, flags, catalog);
        }
      }
    }
    return catalog;
  }

  /** Whether something is wanted of a relation that named.sql does not look for. */
  private static boolean bringsMore(int wanted, long flags) {
    return ((flags & 8) != 0 && wanted != 0)
        || ((flags & 16) != 0 && (wanted & Want.FOREIGN_KEYS.bit()) != 0)
        || (wanted & (Want.INDEXES.bit() | Want.SEQUENCES.bit())) != 0;
  }

  private static void add(Relation relation, long flags, Catalog catalog) {
    catalog.add(relation);
    if ((flags & 2) != 0) {
      catalog.partitions.add(relation.oid());
    }
    if ((flags & 4) != 0) {
      catalog.temporary.add(relation.oid());
    }
    if ((flags & 16) != 0) {
      catalog.withTriggers.add(relation.oid());
    }
  }

  private static String privileges(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= MAINTAIN_SINCE
        ? "UPDATE,DELETE,TRUNCATE,MAINTAIN"
        : "UPDATE,DELETE,TRUNCATE";
  }

  private static Catalog readAll(Connection connection, CatalogRequest request)
      throws SQLException {
    String sql = RELATIONS;
    if (request.needsDetails()) {
      sql += ";\n" + DETAILS;
    }
    if (!request.dependants().isEmpty()) {
      sql += ";\n" + DEPENDANTS;
    }
    String privileges = privileges(connection);
    Catalog catalog = new Catalog();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Parameters parameters = new Parameters(connection, statement);
      parameters.texts(request.relations().keySet());
      parameters.numbers(request.relations().values());
      parameters.texts(request.schemas());
      parameters.texts(request.schemas());
      parameters.text(privileges);
      if (request.needsDetails()) {
        parameters.texts(request.details());
        parameters.texts(request.schemas());
        parameters.texts(request.types());
        parameters.texts(request.attached());
        parameters.texts(request.functions());
      }
      List<Dependants> objects = request.dependants();
      if (!objects.isEmpty()) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
          numbers.add(i);
        }
        parameters.numbers(numbers);
        parameters.texts(objects.stream().map(o -> o.kind().code()).toList());
        parameters.texts(objects.stream().map(Dependants::name).toList());
        parameters.texts(objects.stream().map(Dependants::column).toList());
        parameters.texts(request.schemas());
        parameters.text(privileges);
      }
      statement.execute();
      try (ResultSet rows = statement.getResultSet()) {
        readRelations(rows, catalog);
      }
      if (request.needsDetails()) {
        try (ResultSet rows = next(statement)) {
          readDetails(rows, catalog);
        }
      }
      if (!objects.isEmpty()) {
        try (ResultSet rows = next(statement)) {
          readDependants(rows, objects, catalog);
        }
      }
    }
    return catalog;
  }

  private static ResultSet next(PreparedStatement statement) throws SQLException {
    if (!statement.getMoreResults()) {
      throw new SQLException("a result of a catalog query is missing");
    }
    return statement.getResultSet();
  }

  private static void readRelations(ResultSet rows, Catalog catalog) throws SQLException {
    while (rows.next()) {
      long a = rows.getLong("a");
      long b = rows.getLong("b");
      switch (rows.getString("tag").charAt(0)) {
        case 'h' -> {
          catalog.user = rows.getString("s1");
          catalog.timeZone = rows.getString("s2");
          catalog.searchPath = texts(rows.getArray("l1"));
          catalog.schemas.addAll(texts(rows.getArray("l2")));
        }
        case 'r' -> add(relation(rows), rows.getLong("d"), catalog);
        case 'i' -> {
          catalog.children.computeIfAbsent(b, k -> new ArrayList<>()).add(a);
          catalog.parents.put(a, b);
        }
        case 'd' -> catalog.defaultPartitions.put(a, b);
        case 'f' ->
            catalog.foreignKeys.add(
                new ForeignKey(
                    a,
                    b,
                    rows.getLong("c"),
                    rows.getLong("d"),
                    rows.getString("s1"),
                    "v".equals(rows.getString("s2")),
                    !"aa".equals(rows.getString("s3")) && !"rr".equals(rows.getString("s3")),
                    Set.copyOf(texts(rows.getArray("l1"))),
                    Set.copyOf(texts(rows.getArray("l2")))));
        case 'x' -> catalog.addIndex(a, b);
        case 's' ->
            catalog
                .sequences
                .computeIfAbsent(b, k -> new LinkedHashMap<>())
                .put(a, rows.getString("s1"));
        case 'v' -> catalog.viewReads.computeIfAbsent(a, k -> new ArrayList<>()).add(b);
        default -> throw new IllegalStateException("relations.sql has a row that is not known");
      }
    }
  }

  private static Relation relation(ResultSet rows) throws SQLException {
    return new Relation(
        rows.getLong("a"),
        rows.getString("s1"),
        rows.getString("s2"),
        RelationKind.of(rows.getString("s3").charAt(0)),
        (rows.getLong("d") & 1) != 0,
        (rows.getLong("d") & 32) != 0,
        rows.getLong("b"),
        Math.max(0, rows.getLong("c")));
  }

  private static void readDetails(ResultSet rows, Catalog catalog) throws SQLException {
    while (rows.next()) {
      long a = rows.getLong("a");
      long b = rows.getLong("b");
      String s1 = rows.getString("s1");
      String s2 = rows.getString("s2");
      String s3 = rows.getString("s3");
      List<String> l1 = texts(rows.getArray("l1"));
      switch (rows.getString("tag").charAt(0)) {
        case 'a' ->
            catalog
                .columns
                .computeIfAbsent(a, k -> new LinkedHashMap<>())
                .put(
                    s1,
                    new Column(
                        Math.toIntExact(b),
                        s1,
                        s2,
                        s3,
                        l1.contains("notnull"),
                        l1.contains("stored")));
        case 'c' -> {
          List<String> l2 = texts(rows.getArray("l2"));
          catalog
              .constraints
              .computeIfAbsent(a, k -> new LinkedHashMap<>())
              .put(
                  s1,
                  new TableConstraint(
                      s1,
                      s2.charAt(0),
                      !l2.isEmpty(),
                      s3 == null ? "" : s3,
                      numbers(l1),
                      l2.size() < 2 ? "" : l2.get(1)));
        }
        case 'y' -> catalog.partitionKeys.put(a, new PartitionKey(s1.charAt(0), l1));
        case 'x' ->
            catalog.indexColumns.computeIfAbsent(b, k -> new HashMap<>()).put(s1, numbers(l1));
        case 'l' ->
            catalog.locations.put(
                a,
                new Location(s1 == null ? "" : s1, s2 == null ? "" : s2, s3.charAt(0), l1.get(0)));
        case 't' -> {
          QualifiedName type = QualifiedName.of(s1, s2);
          catalog.constrainedTypes.put(type, "c".equals(s3));
          if (!l1.isEmpty()) {
            catalog.baseTypes.put(type, l1.get(0));
          }
        }
        case 'p' -> {
          String body = l1.size() > 1 ? l1.get(1) : null;
          catalog
              .routines
              .computeIfAbsent(QualifiedName.of(s1, s2), k -> new ArrayList<>())
              .add(new Routine(s3.charAt(0), l1.get(0), body, texts(rows.getArray("l2"))));
        }
        case 'o' -> {
          ObjectKind kind =
              switch (s2.charAt(0)) {
                case 't' -> ObjectKind.TRIGGER;
                case 'r' -> ObjectKind.RULE;
                default -> ObjectKind.POLICY;
              };
          catalog.tableObjects.computeIfAbsent(a, k -> new HashSet<>()).add(kind + " " + s1);
        }
        case 'k' ->
            catalog.binaryCasts.add(List.of(Catalog.withoutSchema(s1), Catalog.withoutSchema(s2)));
        default -> throw new IllegalStateException("details.sql has a row that is not known");
      }
    }
  }

  private static void readDependants(ResultSet rows, List<Dependants> objects, Catalog catalog)
      throws SQLException {
    while (rows.next()) {
      Relation relation = relation(rows);
      if ((rows.getLong("d") & 4) != 0) {
        catalog.temporary.add(relation.oid());
      }
      Dependants.Via via =
          switch (rows.getString("via").charAt(0)) {
            case 'r' -> Dependants.Via.ITSELF;
            case 'c' -> Dependants.Via.COLUMN;
            default -> Dependants.Via.PART;
          };
      catalog
          .dependants
          .computeIfAbsent(objects.get(rows.getInt("n")), k -> new LinkedHashMap<>())
          .computeIfAbsent(relation, k -> EnumSet.noneOf(Dependants.Via.class))
          .add(via);
    }
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    if (array == null) {
      return List.of();
    }
    return Arrays.asList((String[]) array.getArray());
  }

  private static Set<Integer> numbers(List<String> texts) {
    return texts.stream().map(Integer::valueOf).collect(Collectors.toCollection(HashSet::new));
  }

  /** Fills the parameters of a statement in order. */
  private static final class Parameters {
    private final Connection connection;
    private final PreparedStatement statement;
    private int index;

    Parameters(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    void texts(Iterable<String> values) throws SQLException {
      List<String> list = new ArrayList<>();
      values.forEach(list::add);
      index++;
      statement.setArray(index, connection.createArrayOf("text", list.toArray()));
    }

    void numbers(Iterable<Integer> values) throws SQLException {
      List<Integer> list = new ArrayList<>();
      values.forEach(list::add);
      index++;
      statement.setArray(index, connection.createArrayOf("int4", list.toArray()));
    }

    void text(String value) throws SQLException {
      index++;
      statement.setString(index, value);
    }
  }
}
