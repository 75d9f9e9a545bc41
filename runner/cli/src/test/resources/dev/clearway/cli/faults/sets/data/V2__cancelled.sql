WITH gone AS (DELETE FROM orders WHERE id > 390 RETURNING id)
INSERT INTO journal SELECT 'cancelled ' || id FROM gone;
UPDATE counters SET n = n + (SELECT count(*) FROM orders) WHERE name = 'b';
