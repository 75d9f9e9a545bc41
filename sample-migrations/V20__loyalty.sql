-- Two hot tables in one transaction: the lock on the first is held while the script waits for the second.
ALTER TABLE customers ADD COLUMN points integer NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN points_earned integer NOT NULL DEFAULT 0;
