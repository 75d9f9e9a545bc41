DROP INDEX CONCURRENTLY orders_quantity_idx;
CREATE INDEX CONCURRENTLY orders_quantity_idx ON orders (quantity DESC);
