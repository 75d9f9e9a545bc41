-- Repeatable: runs again whenever this file changes. Replacing a view takes ACCESS EXCLUSIVE on the view.
CREATE OR REPLACE VIEW order_overview AS
SELECT o.id,
       o.placed_at,
       o.status,
       c.name AS customer,
       o.quantity,
       o.total_cents,
       coalesce(sum(p.amount_cents), 0) AS paid_cents
FROM orders o
JOIN customers c ON c.id = o.customer_id
LEFT JOIN payments p ON p.order_id = o.id
GROUP BY o.id, c.name;
