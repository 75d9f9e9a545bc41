/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.TextPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file's text as the server will see it, with its placeholders replaced, and the way back to the
 * lines of the file. A placeholder without a value becomes a name of the same length.
 */
final class SourceText {

  private final String original;
  private final String text;

  /** Where the replaced text and the file part: offsets of the end of each placeholder. */
  private final int[] textEnds;

  private final int[] originalEnds;
  private final int[] originalStarts;
  private final int[] lineStarts;

  private SourceText(String original, String text, List<int[]> replaced) {
    this.original = original;
    this.text = text;
    this.textEnds = new int[replaced.size()];
    this.originalEnds = new int[replaced.size()];
    this.originalStarts = new int[replaced.size()];
    for (int i = 0; i < replaced.size(); i++) {
      textEnds[i] = replaced.get(i)[0];
      originalEnds[i] = replaced.get(i)[1];
      originalStarts[i] = replaced.get(i)[2];
    }
    this.lineStarts = lineStarts(original);
  }

  static SourceText of(LintScript script, LintSettings settings) {
    String original = script.text();
    String prefix = settings.placeholderPrefix();
    String suffix = settings.placeholderSuffix();
    if (!script.placeholders() || prefix.isEmpty() || !original.contains(prefix)) {
      return new SourceText(original, original, List.of());
    }
    StringBuilder text = new StringBuilder(original.length());
    List<int[]> replaced = new ArrayList<>();
    int from = 0;
    int at = original.indexOf(prefix);
    while (at >= 0) {
      int end = original.indexOf(suffix, at + prefix.length());
      String name = end < 0 ? "" : original.substring(at + prefix.length(), end);
      if (end < 0 || name.isEmpty() || name.indexOf('\n') >= 0) {
        at = original.indexOf(prefix, at + prefix.length());
        continue;
      }
      int behind = end + suffix.length();
      text.append(original, from, at);
      String value = value(name, settings.placeholders());
      text.append(value == null ? standIn(original.substring(at, behind)) : value);
      replaced.add(new int[] {text.length(), behind, at});
      from = behind;
      at = original.indexOf(prefix, behind);
    }
    text.append(original, from, original.length());
    return new SourceText(original, text.toString(), replaced);
  }

  private static @Nullable String value(String name, Map<String, String> placeholders) {
    String value = placeholders.get(name);
    return value == null ? placeholders.get(name.toLowerCase(Locale.ROOT)) : value;
  }

  /** A name that is as long as what is written. */
  private static String standIn(String written) {
    StringBuilder name = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || Character.isDigit(c);
      name.append(plain ? Character.toLowerCase(c) : '_');
    }
    return name.toString();
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n'))) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  /** With placeholders replaced. */
  String text() {
    return text;
  }

  /** Whether {@code word} stands for a placeholder whose value is not known. */
  boolean hasPlaceholders() {
    return textEnds.length > 0;
  }

  /** The offset in the file of an offset in {@link #text()}. */
  int inFile(int offset) {
    int i = Arrays.binarySearch(textEnds, offset);
    // the last placeholder that ends at or before it
    int last = i >= 0 ? i : -i - 2;
    int mapped = last < 0 ? offset : originalEnds[last] + (offset - textEnds[last]);
    if (last + 1 < originalStarts.length && mapped > originalStarts[last + 1]) {
      return originalStarts[last + 1];
    }
    return mapped;
  }

  /** The place of an offset in the file. */
  TextPosition position(int fileOffset) {
    int i = Arrays.binarySearch(lineStarts, fileOffset);
    int line = i >= 0 ? i : -i - 2;
    return new TextPosition(line + 1, fileOffset - lineStarts[line] + 1);
  }

  /** A line of the file, without its end. */
  String line(int number) {
    int index = Math.min(number, lineStarts.length) - 1;
    int start = lineStarts[index];
    int end = index + 1 < lineStarts.length ? lineStarts[index + 1] : original.length();
    return original.substring(start, end).stripTrailing();
  }
}
