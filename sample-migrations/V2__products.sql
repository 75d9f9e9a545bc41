-- What the shop sells, and how much of it is left.
CREATE TABLE products (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku         varchar(20) NOT NULL UNIQUE,
  title       text        NOT NULL,
  price_cents integer     NOT NULL CHECK (price_cents >= 0)
);

CREATE TABLE stock (
  product_id bigint  PRIMARY KEY REFERENCES products (id),
  on_hand    integer NOT NULL DEFAULT 0,
  reserved   integer NOT NULL DEFAULT 0
);
