/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on the loopback interface, and fails on demand: a TCP proxy
 * that knows enough of PostgreSQL's protocol to see which statement passes. Connections must not be
 * encrypted. Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {

  /** Which way the bytes go. */
  public enum Direction {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
  }

  /**
   * A statement on its way to the server.
   *
   * @param clientPort which session it is for: what the server calls {@code client_port} in {@code
   *     pg_stat_activity}
   * @param text its text, for a prepared one that which it was prepared from
   */
  public record Passing(int clientPort, String text) {}

  /** What happens to a statement. Answers are lost only after the server has carried it out. */
  public enum Fault {
    /** The statement does not reach the server: the connection is cut. */
    CUT_REQUEST,
    /** The server carries the statement out; then the connection is cut. */
    CUT_ANSWER,
    /** The statement does not reach the server, and nothing tells the client. */
    STALL_REQUEST,
    /** The server carries the statement out, and nothing tells the client. */
    STALL_ANSWER
  }

  private final InetSocketAddress server;
  private final int port;
  private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
  private final Gate toServer = new Gate();
  private final Gate toClient = new Gate();
  private @Nullable ServerSocket listener;
  private volatile @Nullable Trap trap;
  private volatile Consumer<Passing> observer = passing -> {};

  private FaultProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    port = listen(0);
  }

  /** A proxy in front of a server. */
  public static FaultProxy before(PostgresServer server) {
    try {
      return new FaultProxy(new InetSocketAddress(server.host(), server.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address for clients. */
  public String host() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  /** The port for clients. */
  public int port() {
    return port;
  }

  /** The JDBC URL of a database by way of this proxy. */
  public String jdbcUrl(TestDatabase database) {
    // The driver would ask for encryption first, which costs a round trip and is always refused.
    return database.jdbcUrl(host(), port) + "?sslmode=disable&gssEncMode=disable";
  }

  /** How many connections go through it now. */
  public int connections() {
    return connections.size();
  }

  /** Cuts all connections that there are, in both directions. */
  public void cut() {
    connections.forEach(ProxyConnection::close);
  }

  /** Refuses new connections, as if nothing listened there. Those that there are stay. */
  public synchronized void refuse() {
    ServerSocket socket = listener;
    listener = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes new connections again. */
  public synchronized void accept() {
    if (listener == null) {
      try {
        listen(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Holds back what goes in one direction on every connection, until {@link #resume()}. */
  public void stall(Direction direction) {
    gate(direction).close();
  }

  /** Lets everything pass that {@link #stall} or a stalling fault holds back. */
  public void resume() {
    toServer.open();
    toClient.open();
    connections.forEach(ProxyConnection::resume);
  }

  /**
   * Cuts all connections when so many more bytes have passed in one direction, on all connections
   * together. What comes after them does not pass.
   */
  public void cutAfter(Direction direction, long bytes) {
    gate(direction).limit(bytes, this::cut);
  }

  /**
   * Applies a fault to the first statement from now on that a condition is true of. It replaces the
   * condition before it.
   *
   * @param statement looks at the text of the statement that is about to be executed, for a
   *     prepared one that which it was prepared from; never called by two threads at once
   * @return completed with the text when the fault has happened: for a lost answer, when the server
   *     has given it
   */
  public CompletableFuture<String> on(Predicate<String> statement, Fault fault) {
    return onPassing(passing -> statement.test(passing.text()), fault).thenApply(Passing::text);
  }

  /** As {@link #on}, for a condition that looks at the session too. */
  public CompletableFuture<Passing> onPassing(Predicate<Passing> condition, Fault fault) {
    Trap set = new Trap(condition, fault);
    trap = set;
    return set.sprung.copy();
  }

  /** Takes back the condition that was set last, if nothing has met it yet. */
  public void forget() {
    trap = null;
  }

  /**
   * Shows every statement from now on to somebody, before any fault is applied to it and before it
   * reaches the server. It replaces the observer before it.
   *
   * @param observer never called by two threads at once
   */
  public void observe(Consumer<Passing> observer) {
    this.observer = observer;
  }

  /** Cuts everything and stops listening. */
  @Override
  public void close() {
    refuse();
    cut();
    resume();
  }

  Gate gate(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  /** The trap that one of these statements has sprung. */
  synchronized @Nullable Trap sprungBy(int clientPort, List<String> statements) {
    @Nullable Trap sprung = null;
    for (String statement : statements) {
      Passing passing = new Passing(clientPort, statement);
      observer.accept(passing);
      Trap set = trap;
      if (set != null && set.catches(passing)) {
        trap = null;
        sprung = set;
      }
    }
    return sprung;
  }

  void ended(ProxyConnection connection) {
    connections.remove(connection);
  }

  private synchronized int listen(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
    listener = socket;
    ProxyConnection.thread("fault-proxy", () -> acceptFrom(socket));
    return socket.getLocalPort();
  }

  private void acceptFrom(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Socket upstream = new Socket();
        ProxyConnection connection = new ProxyConnection(this, client, upstream);
        connections.add(connection);
        connection.start(server);
      } catch (IOException e) {
        // Closed by us, or the client was gone before we answered: nobody to tell.
      }
    }
  }

  /** A fault that waits for its statement. */
  static final class Trap {
    private final Predicate<Passing> condition;
    final Fault fault;
    private final CompletableFuture<Passing> sprung = new CompletableFuture<>();
    private Passing caught = new Passing(0, "");

    Trap(Predicate<Passing> condition, Fault fault) {
      this.condition = condition;
      this.fault = fault;
    }

    boolean catches(Passing passing) {
      try {
        caught = passing;
        return condition.test(passing);
      } catch (RuntimeException e) {
        sprung.completeExceptionally(e);
        return false;
      }
    }

    void spring() {
      sprung.complete(caught);
    }
  }
}
