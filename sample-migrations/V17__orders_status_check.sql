-- Two constraints, one statement, no scan: both are NOT VALID and V18 validates them.
ALTER TABLE orders
  ADD CONSTRAINT orders_status_ck CHECK (status IN ('new', 'paid', 'sent', 'returned', 'cancelled')) NOT VALID,
  ADD CONSTRAINT orders_quantity_ck CHECK (quantity > 0) NOT VALID;
