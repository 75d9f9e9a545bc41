CREATE TABLE measurements_2026 (LIKE measurements INCLUDING ALL);
ALTER TABLE measurements ATTACH PARTITION measurements_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO measurements VALUES (1000, '2026-06-01');
INSERT INTO journal VALUES ('partitions 1');
