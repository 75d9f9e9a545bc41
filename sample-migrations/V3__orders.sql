-- The hot table: every page view of the shop reads it, every purchase writes it.
-- As in most young shops, the foreign keys and the NOT NULLs are left for later; V7 to V12 pay that debt.
CREATE TABLE orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint      NOT NULL,
  status      text        NOT NULL DEFAULT 'new',
  quantity    integer,
  total_cents integer     NOT NULL DEFAULT 0,
  legacy_ref  varchar(20),
  placed_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
  order_id    bigint  NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line        integer NOT NULL,
  product_id  bigint  NOT NULL,
  quantity    integer NOT NULL CHECK (quantity > 0),
  price_cents integer NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_status_idx ON orders (status);
