INSERT INTO journal VALUES ('group 1');
ALTER TABLE items ADD COLUMN discount numeric DEFAULT 0;
