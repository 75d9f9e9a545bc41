INSERT INTO journal VALUES ('outside 1a');
INSERT INTO journal VALUES ('outside 1b');
UPDATE counters SET n = n + 1 WHERE name = 'a';
UPDATE counters SET n = n * 3 WHERE name = 'a';
INSERT INTO journal SELECT 'a is ' || n FROM counters WHERE name = 'a';
