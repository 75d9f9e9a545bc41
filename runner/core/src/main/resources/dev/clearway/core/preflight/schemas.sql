-- Which of some schemas there are, and whether the current role may create objects in them.
--   $1  their names
-- Works on every version; needs no privilege.
select n.nspname                                                            as name,
       pg_catalog.has_schema_privilege(n.oid, 'CREATE')                     as creates
from pg_catalog.pg_namespace n
where n.nspname = any (?::text[])
