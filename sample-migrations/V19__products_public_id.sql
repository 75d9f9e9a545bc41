-- clearway: lockTimeout=2s reason="products has 100 rows and only the catalogue cache reads it"
-- A volatile default rewrites the table. On a small, quiet table that is acceptable, and the directive above,
-- which is only a comment to plain Flyway, says so and may wait a little longer for the lock.
ALTER TABLE products ADD COLUMN public_id uuid NOT NULL DEFAULT gen_random_uuid();
