/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, texts, numbers, booleans and null: what a flight record needs of it. Whole
 * numbers are {@link Long}. See docs/decisions on why this is no library.
 */
public final class JsonText {

  private static final int DEEPEST = 64;

  private JsonText() {}

  /** {@code value} on one line; an enum or another object as its text. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder(256);
    write(value, out);
    return out.toString();
  }

  /** Appends {@code value} on one line, as {@link #write(Object)} has it. */
  static void write(@Nullable Object value, StringBuilder out) {
    if (value == null || value instanceof Boolean || value instanceof Number) {
      out.append(value);
    } else if (value instanceof Map<?, ?> map) {
      char separator = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        text(String.valueOf(entry.getKey()), out);
        out.append(':');
        write(entry.getValue(), out);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      char separator = '[';
      for (Object element : list) {
        out.append(separator);
        write(element, out);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
    } else {
      text(value.toString(), out);
    }
  }

  /** Also safe inside a script element of HTML: no text in it ends that. */
  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
        out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException if {@code text} is not JSON
   */
  public static @Nullable Object read(String text) {
    Parser parser = new Parser(text);
    Object value = parser.value(0);
    parser.space();
    if (parser.at < text.length()) {
      throw parser.wrong("more than one value");
    }
    return value;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("not JSON at character " + (at + 1) + ": " + what);
    }

    void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private char peek() {
      space();
      if (at >= text.length()) {
        throw wrong("it ends here");
      }
      return text.charAt(at);
    }

    private boolean skip(char c) {
      if (peek() == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!skip(c)) {
        throw wrong("no " + c);
      }
    }

    @Nullable Object value(int depth) {
      if (depth > DEEPEST) {
        throw wrong("too deep");
      }
      return switch (peek()) {
        case '{' -> object(depth);
        case '[' -> array(depth);
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", null);
        default -> number();
      };
    }

    private Map<String, @Nullable Object> object(int depth) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      expect('{');
      if (skip('}')) {
        return map;
      }
      do {
        if (peek() != '"') {
          throw wrong("no name");
        }
        String name = string();
        expect(':');
        map.put(name, value(depth + 1));
      } while (skip(','));
      expect('}');
      return map;
    }

    private List<@Nullable Object> array(int depth) {
      List<@Nullable Object> list = new ArrayList<>();
      expect('[');
      if (skip(']')) {
        return list;
      }
      do {
        list.add(value(depth + 1));
      } while (skip(','));
      expect(']');
      return list;
    }

    private String string() {
      expect('"');
      StringBuilder out = new StringBuilder();
      while (true) {
        if (at >= text.length()) {
          throw wrong("a text without an end");
        }
        char c = text.charAt(at++);
        if (c == '"') {
          return out.toString();
        }
        out.append(c == '\\' ? escaped() : c);
      }
    }

    private char escaped() {
      if (at >= text.length()) {
        throw wrong("a text without an end");
      }
      char c = text.charAt(at++);
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case '"', '\\', '/' -> c;
        case 'u' -> {
          if (at + 4 > text.length()) {
            throw wrong("a text without an end");
          }
          try {
            char code = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            yield code;
          } catch (NumberFormatException e) {
            throw wrong("no character");
          }
        }
        default -> throw wrong("no character");
      };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
      if (!text.startsWith(word, at)) {
        throw wrong("no value");
      }
      at += word.length();
      return value;
    }

    private Number number() {
      int start = at;
      while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      try {
        BigDecimal number = new BigDecimal(text.substring(start, at));
        return number.scale() <= 0 ? (Number) number.longValueExact() : number.doubleValue();
      } catch (NumberFormatException | ArithmeticException e) {
        throw wrong("no number");
      }
    }
  }
}
