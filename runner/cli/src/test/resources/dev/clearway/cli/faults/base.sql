-- The database before the first migration: tables with rows, and what shows how often something was done.

CREATE TABLE customers (id int PRIMARY KEY, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, quantity int, note text, placed date);
CREATE TABLE items (order_id int, line int, price numeric(10, 2));
CREATE TABLE measurements (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE measurements_2024 PARTITION OF measurements FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE measurements_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO customers SELECT i, 'customer' || i || '@example.com' FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, i % 50 + 1, i % 7 + 1, NULL, date '2025-01-01' + i % 300 FROM generate_series(1, 400) i;
INSERT INTO items SELECT i % 400 + 1, i / 400 + 1, i % 90 + 0.99 FROM generate_series(0, 799) i;
INSERT INTO measurements SELECT i, date '2024-01-01' + i FROM generate_series(1, 600) i;

-- No key keeps anything from being here twice, and no constraint from being counted twice.
CREATE TABLE journal (entry text);
CREATE TABLE counters (name text PRIMARY KEY, n int NOT NULL);
INSERT INTO counters VALUES ('a', 0), ('b', 0), ('c', 0);

-- While somebody holds advisory lock (77, 1), every statement that changes the schema or one of these tables stops
-- in its middle: its work is done, and not yet committed. It does not wait for a lock then, so no lock_timeout ends it.
CREATE SCHEMA faults;
CREATE FUNCTION faults.gate() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WHILE EXISTS (SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND classid = 77 AND objid = 1 AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) LOOP
    PERFORM pg_sleep(0.005);
  END LOOP;
END $$;
CREATE FUNCTION faults.stop_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM faults.gate();
  RETURN NULL;
END $$;
CREATE TRIGGER gate AFTER INSERT OR UPDATE OR DELETE ON journal EXECUTE FUNCTION faults.stop_at_gate();
CREATE TRIGGER gate AFTER INSERT OR UPDATE OR DELETE ON counters EXECUTE FUNCTION faults.stop_at_gate();
CREATE TRIGGER gate AFTER INSERT OR UPDATE OR DELETE ON orders EXECUTE FUNCTION faults.stop_at_gate();
CREATE FUNCTION faults.stop_command_at_gate() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM faults.gate();
END $$;
CREATE EVENT TRIGGER faults_gate ON ddl_command_end EXECUTE FUNCTION faults.stop_command_at_gate();
