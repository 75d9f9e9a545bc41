CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_quantity_idx ON orders (quantity);
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_lower_idx ON orders (lower(note)) WHERE note IS NOT NULL;
