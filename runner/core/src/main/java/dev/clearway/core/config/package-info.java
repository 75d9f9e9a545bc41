/**
 * Setting definitions, the frozen settings of one run and the resolver that knows where each value
 * came from.
 */
@NullMarked
package dev.clearway.core.config;

import org.jspecify.annotations.NullMarked;
