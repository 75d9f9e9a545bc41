CREATE OR REPLACE FUNCTION total(o int) RETURNS numeric LANGUAGE sql STABLE AS
  'SELECT sum(price) FROM items WHERE order_id = o';
UPDATE counters SET n = n + 1 WHERE name = 'c';
