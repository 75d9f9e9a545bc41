/** The adapter to pgCodeKeeper's generated grammar: the only package that knows ANTLR. */
@NullMarked
package dev.clearway.core.sql.antlr;

import org.jspecify.annotations.NullMarked;
