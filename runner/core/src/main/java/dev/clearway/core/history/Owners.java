/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be asked about an application or a relation: lines of {@code application <glob>
 * <owner>} and {@code relation <glob> <owner>}, of which the last that fits counts. In a glob
 * {@code *} is any text and {@code ?} one character; an owner is a team, a channel, or both, and
 * never a person's business to be guessed. Lines that are empty or begin with {@code #} say
 * nothing. Immutable.
 */
public final class Owners {

  /** No owner is known. */
  public static final Owners NONE = new Owners(List.of());

  private record Line(boolean application, Pattern glob, String owner) {}

  private final List<Line> lines;

  private Owners(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Reads an owners file.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException naming the first line that is none
   */
  public static Owners parse(String name, List<String> text) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s+", 3);
      boolean application = parts[0].equals("application");
      if (parts.length < 3 || (!application && !parts[0].equals("relation"))) {
        throw new IllegalArgumentException(
            "%s:%d: it takes  application <glob> <owner>  or  relation <glob> <owner>"
                .formatted(name, i + 1));
      }
      lines.add(new Line(application, glob(parts[1]), parts[2]));
    }
    return new Owners(List.copyOf(lines));
  }

  private static Pattern glob(String glob) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  /** Whom to ask about an application; null where nobody is named. */
  public @Nullable String ofApplication(String application) {
    return find(true, application);
  }

  /** Whom to ask about a relation, {@code schema.name}; null where nobody is named. */
  public @Nullable String ofRelation(String relation) {
    return find(false, relation);
  }

  private @Nullable String find(boolean application, String name) {
    String owner = null;
    for (Line line : lines) {
      if (line.application() == application && line.glob().matcher(name).matches()) {
        owner = line.owner();
      }
    }
    return owner;
  }
}
