DELETE FROM items WHERE order_id < 10;
INSERT INTO items SELECT id, 1, 1.50 FROM orders WHERE id < 10;
INSERT INTO journal VALUES ('reloaded');
