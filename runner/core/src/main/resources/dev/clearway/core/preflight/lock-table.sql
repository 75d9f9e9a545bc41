-- How many locks the server's lock table is made for, and how many it holds now. Locks that a session
-- keeps in its fast path take no room in it.
-- Works on every version; needs no privilege.
-- See max_locks_per_transaction in the documentation of "Lock Management".
select pg_catalog.current_setting('max_locks_per_transaction')::bigint
         * (pg_catalog.current_setting('max_connections')::bigint
            + pg_catalog.current_setting('max_prepared_transactions')::bigint) as capacity,
       (select pg_catalog.count(*) from pg_catalog.pg_locks l where not l.fastpath) as used
