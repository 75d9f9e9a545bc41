-- The good way, second half, in a script of its own: the scan happens under SHARE UPDATE EXCLUSIVE,
-- which lets the application read and write.
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fk;
