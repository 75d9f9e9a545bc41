-- Rewrites the whole table and all its indexes under ACCESS EXCLUSIVE.
ALTER TABLE orders ALTER COLUMN total_cents TYPE bigint;
