/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.lint.ScriptKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a script's file says to Flyway.
 *
 * @param version its parts; empty where it has none
 * @param description what stands behind the separator, or the whole name
 */
public record ScriptName(ScriptKind kind, List<BigInteger> version, String description) {

  public ScriptName {
    version = List.copyOf(version);
  }

  /**
   * Reads a file's name.
   *
   * @param fileName without directories
   */
  public static ScriptName of(String fileName, NamePrefixes prefixes) {
    String base = fileName;
    for (String suffix : prefixes.suffixes()) {
      if (fileName.endsWith(suffix)) {
        base = fileName.substring(0, fileName.length() - suffix.length());
      }
    }
    int separator = base.indexOf(prefixes.separator());
    if (isCallback(base)) {
      return new ScriptName(ScriptKind.CALLBACK, List.of(), base);
    }
    String head = separator < 0 ? base : base.substring(0, separator);
    String description = separator < 0 ? "" : base.substring(separator);
    if (separator >= 0 && head.equals(prefixes.repeatable())) {
      return new ScriptName(ScriptKind.REPEATABLE, List.of(), description);
    }
    ScriptName versioned = versioned(ScriptKind.VERSIONED, prefixes.versioned(), head, description);
    if (versioned == null) {
      versioned = versioned(ScriptKind.UNDO, prefixes.undo(), head, description);
    }
    if (versioned == null) {
      versioned = versioned(ScriptKind.BASELINE, prefixes.baseline(), head, description);
    }
    return versioned == null ? new ScriptName(ScriptKind.OTHER, List.of(), base) : versioned;
  }

  private static @Nullable ScriptName versioned(
      ScriptKind kind, String prefix, String head, String description) {
    if (prefix.isEmpty() || !head.startsWith(prefix)) {
      return null;
    }
    List<BigInteger> parts = new ArrayList<>();
    for (String part : head.substring(prefix.length()).replace('_', '.').split("\\.", -1)) {
      if (!isNumber(part)) {
        return null;
      }
      parts.add(new BigInteger(part));
    }
    while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
      parts.remove(parts.size() - 1);
    }
    return new ScriptName(kind, parts, description);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** An event of Flyway's such as {@code afterMigrate}, with or without a description. */
  private static boolean isCallback(String base) {
    int end = base.indexOf("__");
    String event = end < 0 ? base : base.substring(0, end);
    int head = event.startsWith("before") ? 6 : event.startsWith("after") ? 5 : -1;
    if (head < 0 || head == event.length() || !isLetter(event.charAt(head), 'A')) {
      return event.equals("createSchema");
    }
    for (int i = head; i < event.length(); i++) {
      if (!isLetter(event.charAt(i), 'A') && !isLetter(event.charAt(i), 'a')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c, char first) {
    return c >= first && c < first + 26;
  }

  /** In the order in which they run: versions, other scripts, repeatables, callbacks, undos. */
  static int compare(ScriptName a, ScriptName b) {
    int ranks = Integer.compare(a.rank(), b.rank());
    int versions = ranks == 0 ? a.compareVersions(b) : ranks;
    return versions == 0 ? a.description.compareTo(b.description) : versions;
  }

  private int rank() {
    return switch (kind) {
      case VERSIONED, BASELINE -> 0;
      case OTHER -> 1;
      case REPEATABLE -> 2;
      case CALLBACK -> 3;
      case UNDO -> 4;
    };
  }

  int compareVersions(ScriptName other) {
    int most = Math.max(version.size(), other.version.size());
    for (int i = 0; i < most; i++) {
      BigInteger mine = i < version.size() ? version.get(i) : BigInteger.ZERO;
      BigInteger others = i < other.version.size() ? other.version.get(i) : BigInteger.ZERO;
      int compared = mine.compareTo(others);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }
}
