-- Whether the migrations' history table is there, and whether we may add to it.
--   $1  its schema    $2  its name
-- Works on every version; needs no privilege.
select pg_catalog.has_table_privilege(c.oid, 'SELECT')
       and pg_catalog.has_table_privilege(c.oid, 'INSERT')                  as writable
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ? and c.relname = ?
