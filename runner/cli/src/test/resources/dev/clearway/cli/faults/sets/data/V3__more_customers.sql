INSERT INTO customers SELECT max(id) + 1, 'late@example.com' FROM customers;
INSERT INTO journal SELECT 'customers ' || count(*) FROM customers;
DO $$
BEGIN
  FOR i IN 1..3 LOOP
    INSERT INTO journal VALUES ('block ' || i);
    UPDATE counters SET n = n * 2 + 1 WHERE name = 'c';
  END LOOP;
END $$;
