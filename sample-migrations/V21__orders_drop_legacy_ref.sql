-- The old till is gone. Quick once the lock is there, but ACCESS EXCLUSIVE, and there is no way back.
ALTER TABLE orders DROP COLUMN legacy_ref;
