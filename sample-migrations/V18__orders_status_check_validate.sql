ALTER TABLE orders VALIDATE CONSTRAINT orders_status_ck;
ALTER TABLE orders VALIDATE CONSTRAINT orders_quantity_ck;
