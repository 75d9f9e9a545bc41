-- The bad way, as most people write it: writes to both tables stop while order_lines is scanned.
ALTER TABLE order_lines
  ADD CONSTRAINT order_lines_product_id_fk FOREIGN KEY (product_id) REFERENCES products (id);
