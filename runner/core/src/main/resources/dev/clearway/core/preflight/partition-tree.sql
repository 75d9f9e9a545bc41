-- What queries lock besides the tables that they name: the partitions and children of a table, all
-- levels, and the tables that it is a partition of, whose bounds are looked up.
--   $1  relation oids    $2  the same
-- Works on every version; needs no privilege.
with recursive below (root, oid) as (
  select i.inhparent, i.inhrelid
  from pg_catalog.pg_inherits i
  where i.inhparent = any (?::oid[])
  union
  select b.root, i.inhrelid
  from below b join pg_catalog.pg_inherits i on i.inhparent = b.oid
),
above (root, oid) as (
  select c.oid, c.oid
  from pg_catalog.pg_class c
  where c.relispartition and c.oid = any (?::oid[])
  union
  select a.root, i.inhparent
  from above a join pg_catalog.pg_inherits i on i.inhrelid = a.oid
)
select r.root::bigint                                                       as root,
       r.oid::bigint                                                        as oid,
       n.nspname || '.' || c.relname                                        as relation,
       r.ancestor
from (
  select b.root, b.oid, false as ancestor from below b
  union all
  select a.root, a.oid, true from above a where a.root <> a.oid
) r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
