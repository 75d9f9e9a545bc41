/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks as much of PostgreSQL's protocol (version 3.0) as it takes to ask for a password in clear
 * text, and then lets nobody in: a server of the tests trusts everybody, and is told none.
 */
final class AskingServer implements AutoCloseable {

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CLEAR_TEXT = 3;

  private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final CompletableFuture<String> password = new CompletableFuture<>();

  AskingServer() throws IOException {
    Thread thread = new Thread(this::serve, "asking-server");
    thread.setDaemon(true);
    thread.start();
  }

  String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + socket.getLocalPort() + "/shop";
  }

  /** What the first client said. */
  CompletableFuture<String> password() {
    return password;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        int length = in.readInt();
        int code = in.readInt();
        while (code == SSL_REQUEST || code == GSS_REQUEST) {
          out.writeByte('N');
          length = in.readInt();
          code = in.readInt();
        }
        in.readNBytes(length - 8);
        out.writeByte('R');
        out.writeInt(8);
        out.writeInt(CLEAR_TEXT);
        in.readByte();
        byte[] said = in.readNBytes(in.readInt() - 4);
        password.complete(new String(said, 0, said.length - 1, StandardCharsets.UTF_8));
        byte[] refusal = "SFATAL\0C28P01\0Mnobody is let in\0\0".getBytes(StandardCharsets.UTF_8);
        out.writeByte('E');
        out.writeInt(4 + refusal.length);
        out.write(refusal);
      } catch (IOException e) {
        // a client that went away, or the end of the test
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
