/** The lock forecast: statements against the catalog. */
@NullMarked
package dev.clearway.core.forecast;

import org.jspecify.annotations.NullMarked;
