/** Back-off, deadline and the decision whether to try again. */
@NullMarked
package dev.clearway.core.retry;

import org.jspecify.annotations.NullMarked;
