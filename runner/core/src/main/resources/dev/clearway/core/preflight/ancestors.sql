-- The tables that partitions belong to, all levels.
--   $1  relation oids
-- Works on every version; needs no privilege.
with recursive above (partition, oid) as (
  select c.oid, c.oid
  from pg_catalog.pg_class c
  where c.relispartition and c.oid = any (?::oid[])
  union
  select a.partition, i.inhparent
  from above a join pg_catalog.pg_inherits i on i.inhrelid = a.oid
)
select a.partition::bigint                                                  as partition,
       a.oid::bigint                                                        as oid,
       n.nspname || '.' || c.relname                                        as relation
from above a
join pg_catalog.pg_class c on c.oid = a.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where a.partition <> a.oid
