UPDATE items SET discount = 0.5 WHERE price > 50;
UPDATE counters SET n = n + 1 WHERE name = 'a';
