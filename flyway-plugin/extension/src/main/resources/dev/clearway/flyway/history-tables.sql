-- Which of the history table and the statement ledger beside it are there. Works on every version;
-- needs no privilege, not even on the schema.
--   $1  the schema, $2 the history table, $3 the ledger
select coalesce(pg_catalog.bool_or(c.relname = n.history), false) as history,
       coalesce(pg_catalog.bool_or(c.relname = n.ledger), false)  as ledger
from (select ?::text as schema, ?::text as history, ?::text as ledger) n
join pg_catalog.pg_namespace s on s.nspname = n.schema
join pg_catalog.pg_class c on c.relnamespace = s.oid and c.relname in (n.history, n.ledger)
