/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** Reads the small things that every statement is made of: names, types, expressions. */
class TreeReader {

  final String source;

  TreeReader(String source) {
    this.source = source;
  }

  /** The text from the first to the last token of {@code tree}, as it was written. */
  final String text(ParserRuleContext tree) {
    return source.substring(
        tree.getStart().getStartIndex(),
        Math.max(tree.getStart().getStartIndex(), tree.getStop().getStopIndex() + 1));
  }

  final String name(ParserRuleContext identifier) {
    return name(identifier.getStart());
  }

  final String name(Token token) {
    SqlToken ours = ((SourceToken) token).token();
    return Identifiers.name(ours, source);
  }

  final List<String> names(List<? extends ParserRuleContext> identifiers) {
    return identifiers.stream().map(this::name).toList();
  }

  final QualifiedName qualifiedName(SQLParser.Schema_qualified_nameContext tree) {
    List<SQLParser.Identifier_reservedContext> rest = tree.identifier_reserved();
    return switch (rest.size()) {
      case 0 -> QualifiedName.of(name(tree.identifier()));
      case 1 -> new QualifiedName(name(tree.identifier()), name(rest.get(0)));
      default -> new QualifiedName(name(rest.get(0)), name(rest.get(1)));
    };
  }

  final @Nullable QualifiedName qualifiedNameOrNull(
      SQLParser.@Nullable Schema_qualified_nameContext tree) {
    return tree == null ? null : qualifiedName(tree);
  }

  final List<QualifiedName> qualifiedNames(SQLParser.Names_referencesContext tree) {
    return tree.schema_qualified_name().stream().map(this::qualifiedName).toList();
  }

  /** The table of {@code [schema.]table.column}. */
  final @Nullable QualifiedName tableOfColumn(SQLParser.Schema_qualified_nameContext tree) {
    List<SQLParser.Identifier_reservedContext> rest = tree.identifier_reserved();
    return switch (rest.size()) {
      case 0 -> null;
      case 1 -> QualifiedName.of(name(tree.identifier()));
      default -> new QualifiedName(name(tree.identifier()), name(rest.get(0)));
    };
  }

  final QualifiedName qualifiedName(SQLParser.Schema_qualified_name_nontypeContext tree) {
    SQLParser.Identifier_nontypeContext plain = tree.identifier_nontype();
    return plain != null
        ? QualifiedName.of(name(plain))
        : new QualifiedName(name(tree.identifier()), name(tree.identifier_reserved_nontype()));
  }

  final TableRef tableRef(SQLParser.Only_table_multiplyContext tree) {
    return new TableRef(qualifiedName(tree.schema_qualified_name()), tree.ONLY() != null);
  }

  /** A string without its quotes; escapes are left as they were written. */
  final String string(SQLParser.SconstContext tree) {
    SqlToken token = ((SourceToken) tree.getStart()).token();
    String written = token.text(source);
    if (written.startsWith("$")) {
      int tag = written.indexOf('$', 1) + 1;
      return token.terminated() ? written.substring(tag, written.length() - tag) : written;
    }
    int open = written.indexOf('\'');
    return written.substring(open + 1, written.length() - 1).replace("''", "'");
  }

  final DataType dataType(SQLParser.Data_typeContext tree) {
    SQLParser.Predefined_typeContext type = tree.predefined_type();
    boolean array = tree.ARRAY() != null || !tree.array_type().isEmpty();
    List<Integer> arguments = new ArrayList<>();
    if (type.type_length() != null) {
      arguments.add(number(type.type_length().iconst()));
    }
    if (type.precision_param() != null) {
      type.precision_param().iconst().forEach(i -> arguments.add(number(i)));
    }
    if (type.schema_qualified_name_nontype() != null) {
      for (SQLParser.VexContext argument : type.vex()) {
        Integer number = wholeNumber(text(argument));
        if (number == null) {
          break;
        }
        arguments.add(number);
      }
      QualifiedName name = qualifiedName(type.schema_qualified_name_nontype());
      return new DataType(name.schema(), name.name(), arguments, array);
    }
    // the precision of FLOAT chooses the type, and is no part of it
    List<Integer> kept = type.FLOAT() == null ? arguments : List.of();
    return new DataType(null, builtInName(type), kept, array);
  }

  private String builtInName(SQLParser.Predefined_typeContext type) {
    boolean varying = type.VARYING() != null;
    if (type.BIT() != null) {
      return varying ? "bit varying" : "bit";
    }
    if (type.CHARACTER() != null || type.CHAR() != null || type.NCHAR() != null) {
      return varying ? "character varying" : "character";
    }
    if (type.TIME(0) != null || type.TIMESTAMP() != null) {
      String zone = type.WITH() != null ? " with time zone" : " without time zone";
      return (type.TIMESTAMP() != null ? "timestamp" : "time") + zone;
    }
    if (type.DOUBLE() != null) {
      return "double precision";
    }
    if (type.FLOAT() != null) {
      SQLParser.Precision_paramContext precision = type.precision_param();
      return precision != null && number(precision.iconst(0)) <= 24 ? "real" : "double precision";
    }
    // one keyword, with or without a length: bigint, numeric, interval, varchar
    return Identifiers.fold(name(type.getStart()));
  }

  private int number(SQLParser.IconstContext tree) {
    Integer number = wholeNumber(text(tree));
    return number == null ? Integer.MAX_VALUE : number;
  }

  private static @Nullable Integer wholeNumber(String text) {
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  final Expression expression(ParserRuleContext tree) {
    QueryReader reader = new QueryReader(source);
    reader.walk(tree);
    return reader.expression(text(tree));
  }
}
