/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.ServerText;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The server's errors without what may be data in them, for exceptions that others print, log and
 * send on. All that says what went wrong and where stays: the SQLSTATE, the names of table, column
 * and constraint, the position, the hint, the function and line of the context.
 */
final class MaskedErrors {

  private MaskedErrors() {}

  /**
   * The same error, of the same type and with the same stack; {@code thrown} itself where it is not
   * the server's, or not of the driver as we know it.
   */
  static SQLException of(SQLException thrown) {
    try {
      PSQLException error = RunFailures.find(thrown, PSQLException.class);
      ServerErrorMessage server = error == null ? null : error.getServerErrorMessage();
      if (error == null || server == null) {
        return thrown;
      }
      SQLException same = rebuilt(error, server);
      return error == thrown ? same : around(same, thrown);
    } catch (LinkageError e) {
      // another driver, or one that Flyway's class loader hides from us
      return thrown;
    }
  }

  /** Flyway has put an exception of its own around the driver's, as it does for COPY. */
  private static SQLException around(SQLException masked, SQLException outer) {
    SQLException same =
        new SQLException(outer.getMessage(), outer.getSQLState(), outer.getErrorCode(), masked);
    same.setStackTrace(outer.getStackTrace());
    return same;
  }

  private static SQLException rebuilt(PSQLException thrown, ServerErrorMessage server) {
    ServerErrorMessage masked = masked(server);
    // logServerErrorDetail=false has left all but the message out, and so do we
    boolean brief =
        server.getDetail() != null
            && thrown.getMessage() != null
            && !thrown.getMessage().contains(server.getDetail());
    PSQLException same = brief ? new PSQLException(masked, false) : new PSQLException(masked);
    same.setStackTrace(thrown.getStackTrace());
    SQLException next = thrown.getNextException();
    if (next != null) {
      same.setNextException(of(next));
    }
    return same;
  }

  /**
   * In the form in which the server sends it.
   *
   * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">Error and
   *     Notice Message Fields</a>
   */
  private static ServerErrorMessage masked(ServerErrorMessage server) {
    String state = server.getSQLState();
    StringBuilder fields = new StringBuilder();
    add(fields, 'S', server.getSeverity());
    add(fields, 'C', state);
    add(
        fields,
        'M',
        server.getMessage() == null ? null : ServerText.message(state, server.getMessage()));
    add(fields, 'D', ServerText.detail(state, server.getDetail()));
    add(fields, 'H', ServerText.hint(state, server.getHint()));
    add(fields, 'P', number(server.getPosition()));
    add(fields, 'W', ServerText.context(server.getWhere()));
    add(
        fields,
        'q',
        server.getInternalQuery() == null ? null : Redaction.mask(server.getInternalQuery()));
    add(fields, 'p', number(server.getInternalPosition()));
    add(fields, 's', server.getSchema());
    add(fields, 't', server.getTable());
    add(fields, 'c', server.getColumn());
    add(fields, 'd', server.getDatatype());
    add(fields, 'n', server.getConstraint());
    add(fields, 'F', server.getFile());
    add(fields, 'L', number(server.getLine()));
    add(fields, 'R', server.getRoutine());
    return new ServerErrorMessage(fields.toString());
  }

  private static @Nullable String number(int value) {
    return value == 0 ? null : String.valueOf(value);
  }

  private static void add(StringBuilder fields, char field, @Nullable String text) {
    if (text != null) {
      fields.append(field).append(text.replace("\0", "")).append('\0');
    }
  }
}
