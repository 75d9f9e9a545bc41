-- Repeatable: runs again whenever this file changes. Replacing a view takes ACCESS EXCLUSIVE on the view.
-- Flyway runs it at the end of every run, also of one with a target: it keeps to columns that V3 made and that no
-- later script drops or retypes.
CREATE OR REPLACE VIEW order_overview AS
SELECT o.id,
       o.placed_at,
       o.status,
       c.name AS customer,
       count(*) AS lines,
       sum(l.quantity * l.price_cents) AS amount_cents
FROM orders o
JOIN customers c ON c.id = o.customer_id
JOIN order_lines l ON l.order_id = o.id
GROUP BY o.id, c.name;
