CREATE UNIQUE INDEX CONCURRENTLY items_key ON items (order_id, line);
