-- The partitions and children of relations, all levels, each with the relation that was asked for.
--   $1  relation oids
-- Works on every version; needs no privilege.
with recursive below (root, oid) as (
  select i.inhparent, i.inhrelid
  from pg_catalog.pg_inherits i
  where i.inhparent = any (?::oid[])
  union
  select b.root, i.inhrelid
  from below b join pg_catalog.pg_inherits i on i.inhparent = b.oid
)
select b.root::bigint as root, b.oid::bigint as oid, n.nspname || '.' || c.relname as relation
from below b
join pg_catalog.pg_class c on c.oid = b.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
