/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.SqlToken;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Vocabulary;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/**
 * One of our tokens, with the type that the grammar knows it by.
 *
 * <p>The grammar's own lexer is not used: it loads another automaton, ends {@code E'it\'s'} at the
 * wrong quote, and does not tell a token's place once it has folded its text.
 */
final class SourceToken extends CommonToken {

  /** Keywords and operators by their upper-case spelling. */
  private static final Map<String, Integer> TYPES = types(SQLParser.VOCABULARY);

  private final transient SqlToken token;

  private SourceToken(int type, SqlToken token) {
    super(type);
    this.token = token;
    setStartIndex(token.start());
    setStopIndex(token.end() - 1);
  }

  SqlToken token() {
    return token;
  }

  static List<SourceToken> of(List<SqlToken> tokens, String source) {
    return tokens.stream().map(t -> new SourceToken(typeOf(t, source), t)).toList();
  }

  private static int typeOf(SqlToken token, String source) {
    return switch (token.kind()) {
      case WORD ->
          TYPES.getOrDefault(token.text(source).toUpperCase(Locale.ROOT), SQLParser.Identifier);
      case QUOTED_NAME ->
          source.charAt(token.start()) == '"'
              ? SQLParser.QuotedIdentifier
              : SQLParser.UnicodeQuotedIdentifier;
      case STRING ->
          source.startsWith("&", token.start() + 1)
              ? SQLParser.UnicodeEscapeStringConstant
              : SQLParser.StringConstant;
      case BIT_STRING -> SQLParser.StringConstant;
      case NUMBER ->
          token.text(source).chars().allMatch(Character::isDigit)
              ? SQLParser.Integer
              : SQLParser.Numeric;
      case PARAMETER -> SQLParser.DOLLAR_NUMBER;
      case OPERATOR -> TYPES.getOrDefault(token.text(source), SQLParser.OP_CHARS);
      case SYMBOL -> TYPES.getOrDefault(token.text(source), SQLParser.BAD);
      case COMMENT, INVALID -> SQLParser.BAD;
    };
  }

  private static Map<String, Integer> types(Vocabulary vocabulary) {
    Map<String, Integer> types = new HashMap<>(1024);
    for (int type = 1; type <= vocabulary.getMaxTokenType(); type++) {
      String literal = vocabulary.getLiteralName(type);
      if (literal != null && literal.length() > 2) {
        types.put(literal.substring(1, literal.length() - 1), type);
      }
    }
    types.put("::", SQLParser.CAST_EXPRESSION);
    types.put("<>", SQLParser.NOT_EQUAL);
    types.put("!=", SQLParser.NOT_EQUAL);
    return types;
  }
}
