ALTER TABLE orders ADD COLUMN size size NOT NULL DEFAULT 'medium', ADD COLUMN weight positive;
UPDATE orders SET size = 'large', weight = quantity WHERE quantity > 5;
CREATE MATERIALIZED VIEW sizes AS SELECT size, count(*) FROM orders GROUP BY size;
INSERT INTO journal SELECT 'large ' || count(*) FROM orders WHERE size = 'large';
