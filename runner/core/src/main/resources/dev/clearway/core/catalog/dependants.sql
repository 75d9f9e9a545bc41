-- The relations that a DROP ... CASCADE, or a change of a type, reaches through dependencies:
-- views over a table, tables with a trigger that calls a function or with a column of a type, and
-- all that is in a schema. Asked for only by scripts with such a statement, in the same round trip
-- as relations.sql.
--
-- PostgreSQL 14 to 18; every role may run it. It locks nothing but system catalogs.
--
-- Parameters: 1 a number for each object, 2 its kind (r relation, a column, t type, f function,
-- n schema, e extension, s statistics, o owned by a role, w the same without dependants), 3 its name, a column's table's, 4 a column's name; 5 the
-- schemas that names are qualified with; 6 the privileges of which one lets a role LOCK TABLE in
-- SHARE UPDATE EXCLUSIVE mode.
--
-- Rows: n the number, via 'c' if the relation is reached through one of its columns, 'o' through
-- something else that belongs to it, 'r' itself; the others as in a row r of relations.sql.
with recursive
wanted as materialized (
  select w.n, w.kind, w.name, w.part
  from unnest(?::int[], ?::text[], ?::text[], ?::text[]) as w (n, kind, name, part)
),
path as materialized (
  select n.oid
  from pg_catalog.pg_namespace n
  where n.nspname = any (?::text[] || pg_catalog.current_schemas(true)::text[])
),
start (n, classid, objid, objsubid) as (
  select w.n, 'pg_catalog.pg_class'::pg_catalog.regclass::oid, c.oid, 0
  from wanted w
    join pg_catalog.pg_class c on w.kind = 'r' and c.relname = w.name
  where c.relnamespace in (select p.oid from path p)
  union all
  select w.n, 'pg_catalog.pg_class'::pg_catalog.regclass::oid, c.oid, a.attnum
  from wanted w
    join pg_catalog.pg_class c on w.kind = 'a' and c.relname = w.name
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = w.part
  where c.relnamespace in (select p.oid from path p)
  union all
  select w.n, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::oid, x.oid, 0
  from wanted w
    join pg_catalog.pg_statistic_ext x on w.kind = 's' and x.stxname = w.name
  where x.stxnamespace in (select p.oid from path p)
  union all
  select w.n, 'pg_catalog.pg_type'::pg_catalog.regclass::oid, t.oid, 0
  from wanted w
    join pg_catalog.pg_type t on w.kind = 't' and t.typname = w.name
  where t.typnamespace in (select p.oid from path p)
  union all
  select w.n, 'pg_catalog.pg_proc'::pg_catalog.regclass::oid, f.oid, 0
  from wanted w
    join pg_catalog.pg_proc f on w.kind = 'f' and f.proname = w.name
  where f.pronamespace in (select p.oid from path p)
  union all
  select w.n, 'pg_catalog.pg_namespace'::pg_catalog.regclass::oid, s.oid, 0
  from wanted w
    join pg_catalog.pg_namespace s on w.kind = 'n' and s.nspname = w.name
  union all
  -- nothing depends on column -1
  select w.n, o.classid, o.objid, case when w.kind = 'o' then 0 else -1 end
  from wanted w
    join pg_catalog.pg_roles r on w.kind in ('o', 'w') and r.rolname = w.name
    join pg_catalog.pg_database b on b.datname = pg_catalog.current_database()
    join pg_catalog.pg_shdepend o
      on o.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
      and o.refobjid = r.oid
      and o.dbid = b.oid
      and o.deptype = 'o'
  union all
  select w.n, 'pg_catalog.pg_extension'::pg_catalog.regclass::oid, e.oid, 0
  from wanted w
    join pg_catalog.pg_extension e on w.kind = 'e' and e.extname = w.name
),
dependant (n, classid, objid, objsubid) as (
  select s.n, s.classid, s.objid, s.objsubid
  from start s
  union
  select d.n, e.classid, e.objid, e.objsubid
  from dependant d
    cross join lateral (
      select p.classid, p.objid, p.objsubid
      from pg_catalog.pg_depend p
      where p.refclassid = d.classid
        and p.refobjid = d.objid
        and (d.objsubid = 0 or p.refobjsubid = d.objsubid)
      union all
      -- a view goes with its rule, although the dependency is written the other way round
      select 'pg_catalog.pg_class'::pg_catalog.regclass::oid, r.ev_class, 0
      from pg_catalog.pg_rewrite r
      where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        and r.oid = d.objid
        and r.ev_type = '1'
    ) as e (classid, objid, objsubid)
),
reached (n, oid, via) as (
  select d.n, d.objid, case when d.objsubid = 0 then 'r' else 'c' end
  from dependant d
  where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  union
  -- the relation of a composite type changes its owner with the type
  select d.n, t.typrelid, 'c'
  from dependant d
    join pg_catalog.pg_type t on t.oid = d.objid
  where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = -1
  union
  select d.n, a.adrelid, 'o'
  from dependant d
    join pg_catalog.pg_attrdef a on a.oid = d.objid
  where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
  union
  select d.n, t.tgrelid, 'o'
  from dependant d
    join pg_catalog.pg_trigger t on t.oid = d.objid
  where d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
  union
  select d.n, r.ev_class, 'o'
  from dependant d
    join pg_catalog.pg_rewrite r on r.oid = d.objid
  where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  union
  select d.n, p.polrelid, 'o'
  from dependant d
    join pg_catalog.pg_policy p on p.oid = d.objid
  where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
  union
  select d.n, x.stxrelid, 'o'
  from dependant d
    join pg_catalog.pg_statistic_ext x on x.oid = d.objid
  where d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
  union
  select d.n, side.oid, 'o'
  from dependant d
    join pg_catalog.pg_constraint c on c.oid = d.objid
    cross join lateral (values (c.conrelid), (c.confrelid)) as side (oid)
  where d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
)
select x.n, x.via,
  c.oid::bigint as a, c.reltuples::bigint as b,
  c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as c,
  (case
      when c.relkind in ('r', 'p') and pg_catalog.has_table_privilege(c.oid, ?::text) then 1
      else 0
    end
    + case when c.relispartition then 2 else 0 end
    + case when c.relpersistence = 't' then 4 else 0 end)::bigint as d,
  n.nspname::text as s1, c.relname::text as s2, c.relkind::text as s3
from reached x
  join pg_catalog.pg_class c on c.oid = x.oid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname <> 'pg_toast'
