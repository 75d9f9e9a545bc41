CREATE INDEX CONCURRENTLY customers_email_idx ON customers (email);
CREATE INDEX CONCURRENTLY items_price_idx ON items (price) INCLUDE (line);
REINDEX INDEX CONCURRENTLY customers_email_idx;
