-- A small shop: 500 customers, 100 products, 5,000 orders. The same rows on every machine.
INSERT INTO customers (email, name, country)
SELECT 'customer' || g || '@example.com', 'Customer ' || g, (ARRAY['NO', 'SE', 'DK', 'FI', 'DE'])[1 + g % 5]
FROM generate_series(1, 500) g;

INSERT INTO products (sku, title, price_cents)
SELECT 'SKU-' || lpad(g::text, 5, '0'), 'Product ' || g, 900 + (g * 37) % 20000
FROM generate_series(1, 100) g;

INSERT INTO stock (product_id, on_hand)
SELECT id, 50 + id % 200
FROM products;

-- Every 50th order comes from the old till, which sent no quantity: V11 fills it in.
INSERT INTO orders (customer_id, status, quantity, legacy_ref, placed_at)
SELECT 1 + g % 500,
       (ARRAY['new', 'paid', 'sent', 'sent', 'sent', 'returned'])[1 + g % 6],
       CASE WHEN g % 50 = 0 THEN NULL ELSE 1 + g % 2 END,
       CASE WHEN g % 50 = 0 THEN 'TILL-' || g END,
       timestamptz '2026-09-01 08:00:00+00' + g * interval '20 minutes'
FROM generate_series(1, 5000) g;

INSERT INTO order_lines (order_id, line, product_id, quantity, price_cents)
SELECT o.id, l, p.id, 1, p.price_cents
FROM orders o
CROSS JOIN LATERAL generate_series(1, coalesce(o.quantity, 1)) l
JOIN products p ON p.id = 1 + (o.id * 7 + l) % 100;

UPDATE orders o
SET total_cents = t.total
FROM (SELECT order_id, sum(quantity * price_cents) AS total FROM order_lines GROUP BY order_id) t
WHERE t.order_id = o.id;
