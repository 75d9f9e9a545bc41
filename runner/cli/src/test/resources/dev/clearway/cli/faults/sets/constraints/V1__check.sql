ALTER TABLE orders ADD CONSTRAINT quantity_positive CHECK (quantity > 0) NOT VALID;
INSERT INTO journal VALUES ('constraints 1');
