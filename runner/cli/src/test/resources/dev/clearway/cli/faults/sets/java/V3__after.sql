INSERT INTO journal SELECT 'after Java, ' || n FROM counters WHERE name = 'b';
CREATE INDEX orders_note_idx ON orders (note);
