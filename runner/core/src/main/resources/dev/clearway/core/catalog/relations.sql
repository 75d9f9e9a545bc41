-- The relations that a script names, and those that are locked along with them: the table under an
-- index, partitions and children at every level, direct parents and their default partition, and the
-- other side of each foreign key. One row for each relation; "named" holds the positions of the names
-- that resolve to it under the session's search_path.
--   $1  names, quoted where needed
-- Works on 12 and newer; the catalogs are readable by everyone. MAINTAIN is a privilege from 17 on.
with recursive named (position, oid) as (
  select n.position, pg_catalog.to_regclass(n.name)::oid
  from unnest(?::text[]) with ordinality as n (name, position)
  where pg_catalog.to_regclass(n.name) is not null
), family (oid) as (
  (select oid from named
   union
   select i.indrelid from named n join pg_catalog.pg_index i on i.indexrelid = n.oid)
  union
  select h.inhrelid from family f join pg_catalog.pg_inherits h on h.inhparent = f.oid
), parents (oid) as (
  select h.inhparent from named n join pg_catalog.pg_inherits h on h.inhrelid = n.oid
), reached (oid) as (
  select oid from family
  union
  select oid from parents
  union
  select p.partdefid from parents a join pg_catalog.pg_partitioned_table p on p.partrelid = a.oid
  where p.partdefid <> 0
  union
  select k.confrelid from family f join pg_catalog.pg_constraint k on k.conrelid = f.oid
  where k.contype = 'f'
  union
  select k.conrelid from family f join pg_catalog.pg_constraint k on k.confrelid = f.oid
  where k.contype = 'f'
)
select c.oid,
       n.nspname,
       c.relname,
       c.relkind::text                                                       as relkind,
       c.relispartition,
       c.reltuples::bigint                                                   as estimated_rows,
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as bytes,
       c.relkind in ('r', 'p')
         and (pg_catalog.has_table_privilege(c.oid, 'update, delete, truncate')
              or pg_catalog.pg_has_role(c.relowner, 'usage'))                as lockable,
       array(select m.position from named m where m.oid = c.oid)             as named,
       array(select h.inhparent::bigint from pg_catalog.pg_inherits h
             where h.inhrelid = c.oid)                                       as parents,
       coalesce((select p.partdefid::bigint from pg_catalog.pg_partitioned_table p
                 where p.partrelid = c.oid), 0)                              as default_partition,
       coalesce((select i.indrelid::bigint from pg_catalog.pg_index i
                 where i.indexrelid = c.oid), 0)                             as indexed_table,
       array(select k.conname::text from pg_catalog.pg_constraint k
             where k.conrelid = c.oid and k.contype = 'f' order by k.oid)    as foreign_keys,
       array(select k.confrelid::bigint from pg_catalog.pg_constraint k
             where k.conrelid = c.oid and k.contype = 'f' order by k.oid)    as referenced
from reached r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
