CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    status      text   NOT NULL DEFAULT 'new',
    total_cents bigint NOT NULL DEFAULT 0
);
INSERT INTO orders (total_cents) SELECT n FROM generate_series(1, 1000) AS n;
