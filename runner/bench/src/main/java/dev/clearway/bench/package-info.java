/**
 * What a migration costs the application and the runner: stall scenarios and overheads of Clearway,
 * of plain Flyway and of what people do today, in one table.
 */
@NullMarked
package dev.clearway.bench;

import org.jspecify.annotations.NullMarked;
