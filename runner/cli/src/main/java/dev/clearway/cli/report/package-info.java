/** What a person or a program gets to see: live progress, summaries, JSON. */
@NullMarked
package dev.clearway.cli.report;

import org.jspecify.annotations.NullMarked;
