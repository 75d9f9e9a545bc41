/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.TextPosition;

/**
 * What of a statement nobody can look into, and why.
 *
 * @param what the words that are not understood, such as a function's name
 * @param at where that stands, counted from the statement's first character
 */
public record Unknown(Reason reason, String what, TextPosition at) {

  /** Why it is unknown. */
  public enum Reason {
    /** EXECUTE of a text that the code makes when it runs. */
    DYNAMIC_SQL("runs SQL that it makes up itself"),
    /** A function that may change things, whose body is not SQL or PL/pgSQL, or not known. */
    FUNCTION("calls a function whose body is not known"),
    /** Code in another language than SQL and PL/pgSQL. */
    LANGUAGE("is written in a language that is not looked into"),
    /** The parser does not accept it. */
    NOT_PARSED("cannot be parsed"),
    /** It reaches whatever there is in the database, a tablespace, or of a role. */
    EVERYTHING("reaches all objects that there are"),
    /** An extension's own script runs. */
    EXTENSION("runs an extension's script"),
    /** The search path is set to something that is not known. */
    SEARCH_PATH("sets a search path that is not known before it runs");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** A predicate for a sentence about the statement. */
    public String words() {
      return words;
    }
  }
}
