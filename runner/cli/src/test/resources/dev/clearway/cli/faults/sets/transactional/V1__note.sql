ALTER TABLE orders ADD COLUMN remark text;
INSERT INTO journal VALUES ('transactional 1');
UPDATE counters SET n = n + 1 WHERE name = 'a';
