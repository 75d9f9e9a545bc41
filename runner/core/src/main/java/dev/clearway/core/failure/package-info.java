/** What went wrong, told by SQLSTATE alone. */
@NullMarked
package dev.clearway.core.failure;

import org.jspecify.annotations.NullMarked;
