-- What the current role may do apart from its tables.
--   $1  the roles whose sessions may be ended
-- Works on 12 and newer; needs no privilege.
select r.rolsuper                                                           as superuser,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')                 as reads_statistics,
       pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')                 as signals,
       coalesce((select pg_catalog.bool_and(pg_catalog.pg_has_role(b.oid, 'USAGE'))
                 from pg_catalog.pg_roles b
                 where b.rolname = any (?::text[])), false)                 as belongs,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') as creates_schemas
from pg_catalog.pg_roles r
where r.rolname = current_user
