/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the catalog said about the relations of one script, in one question. Immutable. */
public final class CatalogSnapshot {

  private static final String QUERY = SqlResource.load(CatalogSnapshot.class, "relations.sql");

  private final Map<QualifiedName, CatalogEntry> byName;
  private final Map<Long, CatalogEntry> byOid;

  private CatalogSnapshot(Map<QualifiedName, CatalogEntry> byName, Map<Long, CatalogEntry> byOid) {
    this.byName = byName;
    this.byOid = byOid;
  }

  /** Of a script that names nothing. */
  public static CatalogSnapshot empty() {
    return new CatalogSnapshot(Map.of(), Map.of());
  }

  /**
   * Asks for {@code names} as the session of {@code connection} resolves them, its own uncommitted
   * relations included.
   */
  public static CatalogSnapshot of(Collection<QualifiedName> names, Connection connection)
      throws SQLException {
    if (names.isEmpty()) {
      return empty();
    }
    List<QualifiedName> asked = new ArrayList<>(new LinkedHashSet<>(names));
    Map<QualifiedName, CatalogEntry> byName = new HashMap<>();
    Map<Long, CatalogEntry> byOid = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setArray(
          1,
          connection.createArrayOf("text", asked.stream().map(QualifiedName::toString).toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          CatalogEntry entry = entry(row);
          byOid.put(entry.relation().oid(), entry);
          for (long position : longs(row.getArray("named"))) {
            byName.put(asked.get((int) position - 1), entry);
          }
        }
      }
    }
    return new CatalogSnapshot(byName, byOid);
  }

  private static CatalogEntry entry(ResultSet row) throws SQLException {
    List<Long> referenced = longs(row.getArray("referenced"));
    String[] names = (String[]) row.getArray("foreign_keys").getArray();
    List<CatalogEntry.ForeignKeyEdge> foreignKeys = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      foreignKeys.add(new CatalogEntry.ForeignKeyEdge(names[i], referenced.get(i)));
    }
    return new CatalogEntry(
        new Relation(
            row.getLong("oid"),
            row.getString("nspname"),
            row.getString("relname"),
            RelationKind.of(row.getString("relkind").charAt(0)),
            row.getBoolean("lockable"),
            row.getLong("estimated_rows"),
            row.getLong("bytes")),
        row.getBoolean("relispartition"),
        longs(row.getArray("parents")),
        row.getLong("default_partition"),
        row.getLong("indexed_table"),
        foreignKeys);
  }

  private static List<Long> longs(Array array) throws SQLException {
    return List.of((Long[]) array.getArray());
  }

  /** What {@code name} resolves to; null where there is no such relation. */
  public @Nullable CatalogEntry find(QualifiedName name) {
    return byName.get(name);
  }

  /** The relation of an oid that another entry points to; null where it is out of reach. */
  public @Nullable CatalogEntry find(long oid) {
    return byOid.get(oid);
  }

  /** {@code entry} and its partitions and children at every level, itself first. */
  public List<CatalogEntry> family(CatalogEntry entry) {
    Set<CatalogEntry> family = new LinkedHashSet<>();
    List<CatalogEntry> open = new ArrayList<>(List.of(entry));
    while (!open.isEmpty()) {
      CatalogEntry next = open.remove(open.size() - 1);
      if (family.add(next)) {
        for (CatalogEntry candidate : byOid.values()) {
          if (candidate.parents().contains(next.relation().oid())) {
            open.add(candidate);
          }
        }
      }
    }
    return List.copyOf(family);
  }

  /** The tables that have a foreign key to {@code entry}. */
  public List<CatalogEntry> referencing(CatalogEntry entry) {
    return byOid.values().stream()
        .filter(
            other ->
                other.foreignKeys().stream()
                    .anyMatch(key -> key.referenced() == entry.relation().oid()))
        .toList();
  }
}
