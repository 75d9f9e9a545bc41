-- One more month. ACCESS EXCLUSIVE on order_events and on its default partition, which the statement does not
-- even name, and a scan of the default partition for rows that belong to the new one.
CREATE TABLE order_events_2026_12 PARTITION OF order_events
  FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');
