-- What happened to an order, by month, with a default partition for what no month covers.
CREATE TABLE order_events (
  order_id    bigint      NOT NULL,
  happened_at timestamptz NOT NULL,
  kind        text        NOT NULL,
  detail      jsonb       NOT NULL DEFAULT '{}'
) PARTITION BY RANGE (happened_at);

CREATE TABLE order_events_2026_10 PARTITION OF order_events
  FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');
CREATE TABLE order_events_2026_11 PARTITION OF order_events
  FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
CREATE TABLE order_events_default PARTITION OF order_events DEFAULT;

CREATE INDEX order_events_order_id_idx ON order_events (order_id);

INSERT INTO order_events (order_id, happened_at, kind)
SELECT id, placed_at, 'placed'
FROM orders;
