DO $$
BEGIN
  INSERT INTO journal VALUES ('outside 3 block');
  UPDATE counters SET n = n + 5 WHERE name = 'b';
END $$;
SELECT count(*) FROM journal;
UPDATE counters SET n = n + (SELECT count(*) FROM journal) WHERE name = 'c';
