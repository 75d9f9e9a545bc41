CREATE OR REPLACE VIEW open_orders AS SELECT id, quantity FROM orders WHERE quantity > 3;
