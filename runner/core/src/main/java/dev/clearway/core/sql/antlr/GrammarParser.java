/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlToken;
import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** Parses one statement with the generated grammar and reads the tree into the model. */
public final class GrammarParser {

  private GrammarParser() {}

  /**
   * Parses the statement that {@code tokens} are.
   *
   * @param source the text that the tokens point into
   * @param tokens without comments
   * @return null where the grammar does not accept it as one statement
   */
  public static @Nullable SqlCommand parse(String source, List<SqlToken> tokens) {
    List<SourceToken> sourceTokens = SourceToken.of(tokens, source);
    SQLParser.SqlContext tree = tree(sourceTokens, PredictionMode.SLL);
    if (tree == null) {
      // SLL may refuse what the grammar accepts, and is several times faster
      tree = tree(sourceTokens, PredictionMode.LL);
    }
    if (tree == null || tree.statement().size() != 1) {
      return null;
    }
    return new CommandReader(source).read(tree.statement(0));
  }

  /** Where a statement that the grammar does not accept goes wrong: an offset in {@code source}. */
  public static int stopsAt(String source, List<SqlToken> tokens) {
    SQLParser parser = parser(SourceToken.of(tokens, source), PredictionMode.LL);
    try {
      SQLParser.SqlContext tree = parser.sql();
      // more than one statement: the second is in the way
      return tree.statement().size() < 2
          ? tokens.get(0).start()
          : tree.statement(1).getStart().getStartIndex();
    } catch (ParseCancellationException e) {
      if (e.getCause() instanceof RecognitionException wrong
          && wrong.getOffendingToken() instanceof SourceToken token) {
        return token.getStartIndex();
      }
      return source.length();
    } catch (StackOverflowError e) {
      return tokens.get(0).start();
    }
  }

  private static SQLParser.@Nullable SqlContext tree(
      List<SourceToken> tokens, PredictionMode mode) {
    try {
      return parser(tokens, mode).sql();
    } catch (ParseCancellationException e) {
      return null;
    } catch (StackOverflowError e) {
      // the generated parser recurses once for each level of nesting
      return null;
    }
  }

  private static SQLParser parser(List<SourceToken> tokens, PredictionMode mode) {
    SQLParser parser = new SQLParser(new CommonTokenStream(new ListTokenSource(tokens)));
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(mode);
    return parser;
  }
}
