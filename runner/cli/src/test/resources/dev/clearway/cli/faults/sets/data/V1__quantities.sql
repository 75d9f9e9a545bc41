UPDATE orders SET quantity = quantity + 1 WHERE id % 2 = 0;
UPDATE counters SET n = n + 10 WHERE name = 'a';
