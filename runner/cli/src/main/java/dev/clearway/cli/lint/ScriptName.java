/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.core.lint.ScriptKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a script's file says to Flyway.
 *
 * @param version its parts; empty where it has none
 * @param description what stands behind the separator, or the whole name
 */
public record ScriptName(ScriptKind kind, List<BigInteger> version, String description) {

  private static final Pattern CALLBACK =
      Pattern.compile("(?:(?:before|after)[A-Z][A-Za-z]*|createSchema)(?:__.*)?");

  private static final Pattern VERSION = Pattern.compile("\\d+(?:[._]\\d+)*");

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
    if (CALLBACK.matcher(base).matches()) {
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
    String version = head.substring(prefix.length());
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return null;
    }
    List<BigInteger> parts = new ArrayList<>();
    for (String part : version.split("[._]", -1)) {
      parts.add(new BigInteger(part));
    }
    while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
      parts.remove(parts.size() - 1);
    }
    return new ScriptName(kind, parts, description);
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
