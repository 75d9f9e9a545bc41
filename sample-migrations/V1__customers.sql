-- The people who buy. Everything in this script is new, so nobody can be waiting for it.
CREATE TABLE customers (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      text        NOT NULL,
  name       text        NOT NULL,
  country    char(2)     NOT NULL DEFAULT 'NO',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX customers_email_uq ON customers (lower(email));
