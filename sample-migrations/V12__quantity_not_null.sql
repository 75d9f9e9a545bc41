-- Scans the hot table while ACCESS EXCLUSIVE keeps every query out of it.

ALTER TABLE orders ALTER COLUMN quantity SET NOT NULL;
