/** The statement model, lock modes, the parser adapter, directives and redaction. */
@NullMarked
package dev.clearway.core.sql;

import org.jspecify.annotations.NullMarked;
