ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key;
ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;
INSERT INTO journal VALUES ('constraints 4');
