CREATE OR REPLACE VIEW discounts AS SELECT order_id, sum(discount) AS discount FROM items GROUP BY order_id;
INSERT INTO journal VALUES ('group view');
