-- The most harmless migration there is: one nullable column, no default, no rewrite, done in a millisecond.
-- It still needs ACCESS EXCLUSIVE on the hot table, so behind one long reader it stops the whole shop.
ALTER TABLE orders ADD COLUMN note text;
