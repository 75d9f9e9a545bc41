CREATE TABLE invoices (id int PRIMARY KEY, order_id int NOT NULL, total numeric(10, 2));
INSERT INTO invoices SELECT o.id, o.id, sum(i.price) FROM orders o JOIN items i ON i.order_id = o.id GROUP BY o.id;
CREATE INDEX invoices_order_idx ON invoices (order_id);
INSERT INTO journal SELECT 'invoices ' || count(*) FROM invoices;
