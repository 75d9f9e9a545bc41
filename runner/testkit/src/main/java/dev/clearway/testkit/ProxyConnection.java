/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import dev.clearway.testkit.FaultProxy.Direction;
import dev.clearway.testkit.FaultProxy.Fault;
import dev.clearway.testkit.FaultProxy.Trap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client's connection through a fault proxy: a thread for each direction. */
final class ProxyConnection {

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final FrontendMessages messages = new FrontendMessages();
  private final Gate own = new Gate();
  private final AtomicInteger openDirections = new AtomicInteger(2);
  private volatile @Nullable Trap sprung;

  ProxyConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  void start(InetSocketAddress address) {
    try {
      server.connect(address);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      // The client learns it as it would from the server: its connection ends.
      close();
      return;
    }
    thread("fault-proxy-to-server", () -> pump(Direction.TO_SERVER, client, server));
    thread("fault-proxy-to-client", () -> pump(Direction.TO_CLIENT, server, client));
  }

  void resume() {
    own.open();
  }

  /** Resets both sides at once, so that neither gets to see a farewell. */
  void close() {
    proxy.ended(this);
    reset(client);
    reset(server);
    own.open();
  }

  private void pump(Direction direction, Socket from, Socket to) {
    try {
      if (!transfer(direction, from, to)) {
        close();
        return;
      }
    } catch (IOException e) {
      // One side is gone. The other direction may still hold its last words, an error message for
      // example: it ends by itself, when all of them are passed on.
    }
    try {
      to.shutdownOutput();
    } catch (IOException e) {
      // Then that side knows already.
    }
    if (openDirections.decrementAndGet() == 0) {
      finish();
    }
  }

  /** Passes bytes on until there are no more; false if a fault says to cut instead. */
  private boolean transfer(Direction direction, Socket from, Socket to) throws IOException {
    byte[] bytes = new byte[16_384];
    Gate gate = proxy.gate(direction);
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int read = in.read(bytes); read != -1; read = in.read(bytes)) {
      int passing = gate.pass(read);
      if (!survives(direction, bytes, passing)) {
        return false;
      }
      out.write(bytes, 0, passing);
      out.flush();
      gate.passed();
    }
    return true;
  }

  /** Applies the faults; false if the connection has to be cut instead of passing these bytes. */
  private boolean survives(Direction direction, byte[] bytes, int length) throws IOException {
    return direction == Direction.TO_SERVER ? request(bytes, length) : answer();
  }

  private boolean request(byte[] bytes, int length) throws IOException {
    Trap trap = proxy.sprungBy(server.getLocalPort(), messages.executed(bytes, length));
    if (trap == null) {
      return true;
    }
    if (trap.fault == Fault.CUT_REQUEST) {
      trap.spring();
      return false;
    }
    if (trap.fault == Fault.STALL_REQUEST) {
      own.close();
      trap.spring();
      own.pass(length);
      return true;
    }
    sprung = trap;
    return true;
  }

  private boolean answer() throws IOException {
    Trap trap = sprung;
    if (trap == null) {
      return true;
    }
    sprung = null;
    if (trap.fault == Fault.CUT_ANSWER) {
      trap.spring();
      return false;
    }
    own.close();
    trap.spring();
    own.pass(0);
    return true;
  }

  /** Both directions have ended in the ordinary way. */
  private void finish() {
    proxy.ended(this);
    closeQuietly(client);
    closeQuietly(server);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Not connected any more, or not yet.
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what we want.
    }
  }
}
