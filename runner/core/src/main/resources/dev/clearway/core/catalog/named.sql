-- The relations that a script names, without what PostgreSQL locks along with them: for most
-- scripts that is all there is, and this is planned in a tenth of the time of relations.sql.
--
-- PostgreSQL 14 to 18; every role may run it. It locks nothing but system catalogs.
--
-- Parameters: 1 and 3 the schemas that names are qualified with or that the script puts in its
-- search path, 2 names, 4 the privileges of which one lets a role LOCK TABLE in SHARE UPDATE
-- EXCLUSIVE mode.
--
-- Rows: one at least, its oid null if nothing is found. Flags: lockable (1) + partition (2) +
-- temporary (4) + more than an ordinary table without partitions and children (8) + with triggers
-- (16), which every table on either side of a foreign key has + nobody else holds or awaits a lock on
-- it (32), which spares a script the looks at who is in the way.
select current_user::text as username, pg_catalog.current_setting('TimeZone') as timezone,
  pg_catalog.current_schemas(true)::text[] as path,
  array(
    select s.nspname::text from pg_catalog.pg_namespace s where s.nspname = any (?::text[])
  ) as schemas,
  found.*
from (select 1) as always
  left join (
    select c.oid::bigint as a, c.reltuples::bigint as b,
      c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as c,
      n.nspname::text as s1, c.relname::text as s2, c.relkind::text as s3,
      (case
          when c.relkind in ('r', 'p') and pg_catalog.has_table_privilege(c.oid, p.privileges)
            then 1
          else 0
        end
        + case when c.relispartition then 2 else 0 end
        + case when c.relpersistence = 't' then 4 else 0 end
        + case when c.relkind <> 'r' or c.relhassubclass or c.relispartition then 8 else 0 end
        + case when c.relhastriggers then 16 else 0 end
        + case
            when c.oid = any (array(
              select l.relation from pg_catalog.pg_locks l
              where l.locktype = 'relation' and l.pid is distinct from pg_catalog.pg_backend_pid()
            )) then 0
            else 32
          end)::bigint as d
    from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      cross join (
        select ?::text[] as names, ?::text[] || pg_catalog.current_schemas(true)::text[] as schemas,
          ?::text as privileges
      ) as p
    where c.relname = any (p.names)
      and n.nspname = any (p.schemas)
  ) as found on true
