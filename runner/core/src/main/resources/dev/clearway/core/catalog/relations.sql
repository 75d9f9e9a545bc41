-- The relations that a script names, and those that PostgreSQL locks along with them.
--
-- PostgreSQL 14 to 18; every role may run it. It locks nothing but system catalogs: no function
-- that opens a relation (pg_get_constraintdef, pg_get_expr, pg_relation_size) is used, because
-- such a one would wait behind an ACCESS EXCLUSIVE lock, and to look must never wait.
--
-- Parameters: 1 names, 2 for each name the sum of what is wanted (Want.java), 3 and 4 the schemas
-- that names are qualified with or that the script puts in its search path, 5 the privileges of
-- which one lets a role LOCK TABLE in SHARE UPDATE EXCLUSIVE mode.
--
-- Rows, by their first column:
--   h  header       l1 search path, l2 those of parameter 3 that exist, s1 user, s2 time zone
--   r  relation     a oid, b rows, c bytes, d lockable (1) + partition (2) + temporary (4)
--                   + with triggers (16), s1 schema, s2 name, s3 kind
--   i  inheritance  a child, b parent
--   d  default      a partitioned table, b its default partition
--   f  foreign key  a oid, b parent constraint, c referencing, d referenced, s1 name,
--                   s2 'v' if validated, s3 what it does on update and on delete, l1 columns,
--                   l2 referenced columns
--   x  index        a index, b table
--   s  sequence     a sequence, b the table that owns it, s1 the column there
--   v  view         a view, b a relation that it reads
with recursive
tree (oid, want) as (
  select c.oid, w.want
  from unnest(?::text[], ?::int[]) as w (name, want)
    join pg_catalog.pg_class c on c.relname = w.name
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any (?::text[] || pg_catalog.current_schemas(true)::text[])
  union
  select e.oid, e.want
  from tree t
    cross join lateral (
      -- 1: partitions and children, all levels
      select i.inhrelid, t.want & ~8
      from pg_catalog.pg_inherits i
      where t.want & 1 <> 0 and i.inhparent = t.oid
      union all
      -- 8: the parent of a partition, and its default partition
      select i.inhparent, 64
      from pg_catalog.pg_inherits i
      where t.want & 8 <> 0 and i.inhrelid = t.oid
      union all
      -- 64: the default partition
      select p.partdefid, 1
      from pg_catalog.pg_partitioned_table p
      where t.want & 64 <> 0 and p.partrelid = t.oid and p.partdefid <> 0
      union all
      -- 2: the other side of foreign keys
      select f.confrelid, 1
      from pg_catalog.pg_constraint f
      where t.want & 2 <> 0 and f.conrelid = t.oid and f.contype = 'f'
      union all
      -- found through pg_depend, because pg_constraint has no index on confrelid;
      -- 4: and so on, as TRUNCATE ... CASCADE does
      select f.conrelid, case when t.want & 4 <> 0 then t.want else 1 end
      from pg_catalog.pg_depend d
        join pg_catalog.pg_constraint f on f.oid = d.objid
      where t.want & 2 <> 0
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refobjid = t.oid
        and d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
        and f.contype = 'f'
        and f.confrelid = t.oid
      union all
      -- 16: the table under an index
      select x.indrelid, t.want & 1
      from pg_catalog.pg_index x
      where t.want & 16 <> 0 and x.indexrelid = t.oid
      union all
      -- 128: the indexes of a table
      select x.indexrelid, 0
      from pg_catalog.pg_index x
      where t.want & 128 <> 0 and x.indrelid = t.oid
      union all
      -- 256: the sequences that belong to a table's columns
      select s.objid, 0
      from pg_catalog.pg_depend s
        join pg_catalog.pg_class q on q.oid = s.objid and q.relkind = 'S'
      where t.want & 256 <> 0
        and s.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and s.refobjid = t.oid
        and s.refobjsubid > 0
        and s.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and s.deptype in ('a', 'i')
      union all
      -- 32: what a view reads
      select v.refobjid, t.want
      from pg_catalog.pg_rewrite r
        join pg_catalog.pg_depend v
          on v.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and v.objid = r.oid
      where t.want & 32 <> 0
        and r.ev_class = t.oid
        and r.ev_type = '1'
        and v.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and v.refobjid <> t.oid
    ) as e (oid, want)
),
rel (oid) as materialized (
  select distinct t.oid from tree t
)
select 'h' as tag, null::bigint as a, null::bigint as b, null::bigint as c, null::bigint as d,
  current_user::text as s1, pg_catalog.current_setting('TimeZone') as s2, null::text as s3,
  pg_catalog.current_schemas(true)::text[] as l1,
  array(
    select n.nspname::text from pg_catalog.pg_namespace n where n.nspname = any (?::text[])
  ) as l2
union all
select 'r', c.oid::bigint, c.reltuples::bigint,
  c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint,
  (case
      when c.relkind in ('r', 'p') and pg_catalog.has_table_privilege(c.oid, ?::text) then 1
      else 0
    end
    + case when c.relispartition then 2 else 0 end
    + case when c.relpersistence = 't' then 4 else 0 end
    + case when c.relhastriggers then 16 else 0 end)::bigint,
  n.nspname::text, c.relname::text, c.relkind::text, null, null
from rel
  join pg_catalog.pg_class c on c.oid = rel.oid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
union all
select 'i', i.inhrelid::bigint, i.inhparent::bigint, null, null, null, null, null, null, null
from rel
  join pg_catalog.pg_inherits i on i.inhrelid = rel.oid
union all
select 'd', p.partrelid::bigint, p.partdefid::bigint, null, null, null, null, null, null, null
from rel
  join pg_catalog.pg_partitioned_table p on p.partrelid = rel.oid
where p.partdefid <> 0
union all
select 'f', f.oid::bigint, f.conparentid::bigint, f.conrelid::bigint, f.confrelid::bigint,
  f.conname::text, case when f.convalidated then 'v' end,
  f.confupdtype::text || f.confdeltype::text,
  array(
    select a.attname::text
    from pg_catalog.pg_attribute a
    where a.attrelid = f.conrelid and a.attnum = any (f.conkey)
  ),
  array(
    select a.attname::text
    from pg_catalog.pg_attribute a
    where a.attrelid = f.confrelid and a.attnum = any (f.confkey)
  )
from rel
  join pg_catalog.pg_constraint f on f.conrelid = rel.oid and f.contype = 'f'
where f.confrelid in (select o.oid from rel o)
union all
select 'x', x.indexrelid::bigint, x.indrelid::bigint, null, null, null, null, null, null, null
from rel
  join pg_catalog.pg_index x on x.indexrelid = rel.oid
union all
select distinct 's', s.objid::bigint, s.refobjid::bigint, null::bigint, null::bigint,
  o.attname::text, null::text, null::text, null::text[], null::text[]
from tree t
  join pg_catalog.pg_depend s
    on s.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and s.refobjid = t.oid
    and s.refobjsubid > 0
    and s.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and s.deptype in ('a', 'i')
  join pg_catalog.pg_class q on q.oid = s.objid and q.relkind = 'S'
  join pg_catalog.pg_attribute o on o.attrelid = s.refobjid and o.attnum = s.refobjsubid
where t.want & 256 <> 0
union all
select distinct 'v', r.ev_class::bigint, v.refobjid::bigint, null::bigint, null::bigint,
  null::text, null::text, null::text, null::text[], null::text[]
from tree t
  join pg_catalog.pg_rewrite r on r.ev_class = t.oid and r.ev_type = '1'
  join pg_catalog.pg_depend v
    on v.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    and v.objid = r.oid
    and v.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and v.refobjid <> r.ev_class
where t.want & 32 <> 0
