/** What the server knows about relations. */
@NullMarked
package dev.clearway.core.catalog;

import org.jspecify.annotations.NullMarked;
