CREATE TABLE notes (id int, body text);
INSERT INTO notes SELECT i, 'note ' || i FROM generate_series(1, 20) i;
ALTER TABLE notes ADD COLUMN seen boolean NOT NULL DEFAULT false;
UPDATE notes SET seen = true WHERE id < 5;
INSERT INTO journal VALUES ('outside 2');
