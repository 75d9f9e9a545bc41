-- Blocks no query, cannot run in a transaction, and waits for every older snapshot in the database.
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);
