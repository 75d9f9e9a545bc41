/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a client sends and tells which statements it has executed. See "Message Formats" in
 * PostgreSQL's documentation: after the messages that start a connection, each message is a type
 * byte, a length that counts itself but not the type, and the rest.
 */
final class FrontendMessages {

  private static final int PROTOCOL_3 = 3;
  private static final int TYPE_AND_LENGTH = 5;

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private boolean started;

  /** The text of the statements whose execution these bytes complete the request for. */
  List<String> executed(byte[] bytes, int length) {
    pending.write(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(pending.toByteArray());
    List<String> executed = new ArrayList<>();
    while (started ? readMessage(buffer, executed) : readStart(buffer)) {
      // The next one.
    }
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    pending.reset();
    pending.writeBytes(rest);
    return executed;
  }

  /** A request for encryption or a cancel has no protocol version 3 and is not the start yet. */
  private boolean readStart(ByteBuffer buffer) {
    if (buffer.remaining() < 8 || buffer.remaining() < buffer.getInt(buffer.position())) {
      return false;
    }
    int length = buffer.getInt(buffer.position());
    started = buffer.getInt(buffer.position() + 4) >>> 16 == PROTOCOL_3;
    buffer.position(buffer.position() + length);
    return true;
  }

  private boolean readMessage(ByteBuffer buffer, List<String> executed) {
    if (buffer.remaining() < TYPE_AND_LENGTH) {
      return false;
    }
    int length = buffer.getInt(buffer.position() + 1);
    if (buffer.remaining() < length + 1) {
      return false;
    }
    int next = buffer.position() + length + 1;
    char type = (char) buffer.get(buffer.position());
    buffer.position(buffer.position() + TYPE_AND_LENGTH);
    switch (type) {
      case 'Q' -> executed.add(string(buffer));
      case 'P' -> statements.put(string(buffer), string(buffer));
      case 'B' -> portals.put(string(buffer), statements.getOrDefault(string(buffer), ""));
      case 'E' -> executed.add(portals.getOrDefault(string(buffer), ""));
      default -> {}
    }
    buffer.position(next);
    return true;
  }

  private static String string(ByteBuffer buffer) {
    int start = buffer.position();
    while (buffer.get() != 0) {
      // Up to the terminator.
    }
    byte[] text = new byte[buffer.position() - 1 - start];
    buffer.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
