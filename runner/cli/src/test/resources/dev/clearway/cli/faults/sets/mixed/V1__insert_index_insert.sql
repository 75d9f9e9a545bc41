INSERT INTO journal VALUES ('mixed 1 before');
CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (placed);
INSERT INTO journal VALUES ('mixed 1 after');
UPDATE counters SET n = n + 1 WHERE name = 'a';
