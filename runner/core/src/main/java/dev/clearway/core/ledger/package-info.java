/** What a script outside a transaction has done so far, and the proof of it in the catalog. */
@NullMarked
package dev.clearway.core.ledger;

import org.jspecify.annotations.NullMarked;
