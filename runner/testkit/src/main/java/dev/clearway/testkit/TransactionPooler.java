/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection pooler in one of the two usual modes: few sessions of the server for many clients,
 * given to a client for a transaction, or for as long as it stays. As pgbouncer does, it tells
 * clients a process id that no session has. It asks for no password and knows no cancel requests;
 * clients must not prepare statements by name. Safe for use by several threads.
 */
public final class TransactionPooler implements AutoCloseable {

  /** How long a client keeps a session of the server. */
  public enum Mode {
    /** For a transaction; the next one gets the next session. */
    TRANSACTION,
    /** For a transaction; the next one gets the session that was used last and is free. */
    LAST_USED,
    /** For as long as the client stays. */
    SESSION
  }

  /** A session of the server, opened by the driver, which has gone through authentication. */
  private static final class Backend {
    final Connection connection;
    final DataInputStream in;
    final DataOutputStream out;
    final Map<String, String> parameters;
    boolean taken;

    Backend(Connection connection) throws IOException {
      this.connection = connection;
      Socket socket = (Socket) field(field(connection, "queryExecutor"), "pgStream", "connection");
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      parameters = parameters(connection);
    }

    private static Map<String, String> parameters(Connection connection) {
      Map<String, String> parameters = new TreeMap<>();
      try {
        Object statuses =
            connection.getClass().getMethod("getParameterStatuses").invoke(connection);
        ((Map<?, ?>) statuses).forEach((k, v) -> parameters.put(k.toString(), v.toString()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      return parameters;
    }

    private static Object field(Object owner, String... path) {
      Object value = owner;
      for (String name : path) {
        value = read(value, name);
      }
      return value;
    }

    /** The driver does not lend its socket. */
    private static Object read(Object owner, String field) {
      for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
        try {
          Field found = type.getDeclaredField(field);
          found.setAccessible(true);
          return Objects.requireNonNull(found.get(owner), field);
        } catch (NoSuchFieldException e) {
          // a class above may have it
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
      throw new IllegalStateException("the driver has no " + field);
    }
  }

  private final Mode mode;
  private final List<Backend> backends = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final ServerSocket listener;

  private TransactionPooler(TestDatabase database, Mode mode, int sessions)
      throws SQLException, IOException {
    this.mode = mode;
    for (int i = 0; i < sessions; i++) {
      backends.add(new Backend(database.connect("pooler")));
    }
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ProxyConnection.thread("pooler", this::accept);
  }

  /**
   * Opens sessions of the superuser and listens.
   *
   * @param sessions how many; in transaction mode a client gets them in turn
   */
  public static TransactionPooler before(TestDatabase database, Mode mode, int sessions)
      throws SQLException, IOException {
    return new TransactionPooler(database, mode, sessions);
  }

  /** The JDBC URL of the database by way of this pooler. */
  public String jdbcUrl(TestDatabase database) {
    return database.jdbcUrl(
            InetAddress.getLoopbackAddress().getHostAddress(), listener.getLocalPort())
        + "?sslmode=disable&gssEncMode=disable&prepareThreshold=0";
  }

  /**
   * Asks each session of the server, past the clients, which must be quiet.
   *
   * @param sql a query of one row and one column
   */
  public List<String> ask(String sql) throws SQLException {
    List<String> answers = new ArrayList<>();
    for (Backend backend : backends) {
      try (Statement statement = backend.connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        answers.add(row.getString(1));
      }
    }
    return answers;
  }

  @Override
  public void close() throws SQLException, IOException {
    listener.close();
    for (Backend backend : backends) {
      backend.connection.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        ProxyConnection.thread("pooler-client", () -> serve(client));
      } catch (IOException e) {
        // closed by us, or the client was gone before we answered
      }
    }
  }

  private void serve(Socket client) {
    Backend backend = null;
    try (client) {
      client.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
      in.skipNBytes(in.readInt() - 4L);
      welcome(out);
      while (true) {
        int type = in.read();
        if (type < 0 || type == 'X') {
          return;
        }
        byte[] body = in.readNBytes(in.readInt() - 4);
        if (backend == null) {
          backend = take();
        }
        send(backend.out, type, body);
        if (type == 'Q' || type == 'S') {
          backend.out.flush();
          boolean inTransaction = answer(backend.in, out);
          if (!inTransaction && mode != Mode.SESSION) {
            release(backend);
            backend = null;
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      // the client has hung up, or we are closed
    } finally {
      if (backend != null) {
        release(backend);
      }
    }
  }

  private synchronized Backend take() throws InterruptedException {
    while (true) {
      for (int i = 0; i < backends.size(); i++) {
        int turn = mode == Mode.TRANSACTION ? next.getAndIncrement() : i;
        Backend backend = backends.get(turn % backends.size());
        if (!backend.taken) {
          backend.taken = true;
          return backend;
        }
      }
      wait();
    }
  }

  private synchronized void release(Backend backend) {
    backend.taken = false;
    notifyAll();
  }

  private void welcome(DataOutputStream out) throws IOException {
    send(out, 'R', new byte[4]);
    for (Map.Entry<String, String> parameter : backends.get(0).parameters.entrySet()) {
      String text = parameter.getKey() + "\0" + parameter.getValue() + "\0";
      send(out, 'S', text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] key = new byte[8];
    ThreadLocalRandom.current().nextBytes(key);
    send(out, 'K', key);
    send(out, 'Z', new byte[] {'I'});
    out.flush();
  }

  /** Passes the server's answer on, and tells whether a transaction is open then. */
  private static boolean answer(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      int type = in.read();
      if (type < 0) {
        throw new EOFException();
      }
      byte[] body = in.readNBytes(in.readInt() - 4);
      send(out, type, body);
      if (type == 'Z') {
        out.flush();
        return body[0] != 'I';
      }
    }
  }

  private static void send(DataOutputStream out, int type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(body.length + 4);
    out.write(body);
  }
}
