-- All statements of a script that begins. Works on every version.
--   $1  the script's name
--   $2  Flyway's checksum of it
--   $3  the run
--   $4  line, $5 hash and $6 text of each statement, in order
insert into ${ledger} (script, checksum, run, ordinal, line, hash, statement, state)
select ?, ?::integer, ?, s.ordinal, s.line, s.hash, s.statement, 'pending'
from rows from (pg_catalog.unnest(?::integer[]), pg_catalog.unnest(?::text[]), pg_catalog.unnest(?::text[]))
     with ordinality as s (line, hash, statement, ordinal)
