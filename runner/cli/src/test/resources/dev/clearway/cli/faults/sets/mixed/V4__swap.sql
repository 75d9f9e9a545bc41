CREATE INDEX CONCURRENTLY orders_region_placed_idx ON orders (region, placed);
DROP INDEX CONCURRENTLY orders_region_idx;
INSERT INTO journal VALUES ('mixed 4');
