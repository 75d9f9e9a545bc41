/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CREATE INDEX CONCURRENTLY: there is an index that was not there before, of this name, with this
 * definition, and it is valid. Cut short, it leaves one that is not.
 */
public final class IndexBuildProof implements Proof {

  private final SqlCommand.CreateIndex index;
  private final String sql;

  IndexBuildProof(SqlCommand.CreateIndex index, String sql) {
    this.index = index;
    this.sql = sql;
  }

  @Override
  public List<Long> before(Connection connection) throws SQLException {
    return indexes(connection).stream().map(IndexFacts::oid).toList();
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) throws SQLException {
    List<IndexFacts> fresh =
        indexes(connection).stream()
            .filter(i -> !before.contains(i.oid()) && !i.building() && isNamed(i))
            .toList();
    if (fresh.isEmpty()) {
      return Verdict.NOT_DONE;
    }
    String wanted = IndexDefinition.wanted(connection, index, sql);
    List<IndexFacts> ours =
        fresh.stream()
            .filter(
                i ->
                    wanted == null
                        ? index.name() != null
                        : wanted.equals(IndexDefinition.essence(i.definition())))
            .toList();
    return ours.stream().anyMatch(IndexFacts::valid)
        ? Verdict.DONE
        : Verdict.notDone(ours.stream().filter(i -> !i.valid()).toList());
  }

  private boolean isNamed(IndexFacts other) {
    QualifiedName name = index.name();
    return name == null || name.name().equals(other.name());
  }

  private List<IndexFacts> indexes(Connection connection) throws SQLException {
    return CatalogLook.indexesOf(connection, index.table().name().toString());
  }

  @Override
  public boolean waitsForSnapshots() {
    return true;
  }

  /** What is in the place of an index that is to be built. */
  public sealed interface Place {}

  /** Nothing, or something that the server will speak about. */
  public record Free() implements Place {}

  /**
   * An index of this name that is invalid or another one than the statement makes.
   *
   * @param index what is there
   * @param sameDefinition whether it is what the statement would make
   * @param wanted what the statement would make, from USING on; null where that could not be found
   *     out
   */
  public record Taken(IndexFacts index, boolean sameDefinition, @Nullable String wanted)
      implements Place {}

  /** Looks at the place before the statement begins. */
  public Place place(Connection connection) throws SQLException {
    QualifiedName name = index.name();
    if (name == null) {
      return new Free();
    }
    for (IndexFacts there : indexes(connection)) {
      if (there.name().equals(name.name())) {
        String wanted = IndexDefinition.wanted(connection, index, sql);
        return new Taken(there, IndexDefinition.essence(there.definition()).equals(wanted), wanted);
      }
    }
    return new Free();
  }

  /** The index of the statement's name, if it is there and invalid; null otherwise. */
  public @Nullable IndexFacts invalid(Connection connection) throws SQLException {
    QualifiedName name = index.name();
    return name == null
        ? null
        : indexes(connection).stream()
            .filter(there -> there.name().equals(name.name()) && !there.valid())
            .findFirst()
            .orElse(null);
  }

  /** Whether it says IF NOT EXISTS. */
  public boolean ifNotExists() {
    return index.ifNotExists();
  }
}
