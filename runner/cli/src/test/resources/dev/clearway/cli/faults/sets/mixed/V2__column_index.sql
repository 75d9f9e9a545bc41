ALTER TABLE orders ADD COLUMN region text DEFAULT 'eu';
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);
UPDATE counters SET n = n + 1 WHERE name = 'b';
