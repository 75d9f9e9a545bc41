-- What decides whether ALTER TABLE rewrites or scans a table: columns, constraints, types,
-- functions. Asked for only by scripts with such a statement, in the same round trip as
-- relations.sql.
--
-- PostgreSQL 14 to 18; every role may run it. It locks nothing but system catalogs: a constraint's
-- expression is read as the node tree that is stored, because to print it opens the table. Only for
-- a table that is about to be attached to a partitioned one it is printed, and not while another
-- session has or wants ACCESS EXCLUSIVE on it.
--
-- Parameters: 1 names of tables and indexes, 2 the schemas they are qualified with, 3 names of
-- types, 4 names of tables that are about to be attached, 5 names of functions.
--
-- Rows, by their first column:
--   a  column      a table, b number, s1 name, s2 type, s3 type below it if that is a domain,
--                  l1 'notnull', 'stored', 'virtual'
--   c  constraint  a table, s1 name, s2 kind, s3 expression, l1 column numbers,
--                  l2 'valid', and the expression as SQL if the table is about to be attached
--   x  index       a index, b table, s1 name, l1 column numbers, those inside of expressions and
--                  of WHERE too, and 0 if there is one
--   o  object      a table, s1 name, s2 t trigger, r rule, p policy
--   l  location    a relation, s1 tablespace, s2 access method, s3 persistence, l1 owner
--   y  partitioned a table, s1 strategy, l1 key columns, '' for an expression
--   t  type        s1 schema, s2 name, s3 'c' if it is a domain with a constraint, l1 the type below
--   p  function    s1 schema, s2 name, s3 volatility, l1 language, and the body where that is SQL
--                  or PL/pgSQL and it may change things, l2 its settings
--   k  cast        s1 from, s2 to: types that need no conversion
with recursive
rel as materialized (
  select c.oid, c.relname::text as relname, c.reltablespace, c.relam, c.relpersistence, c.relowner
  from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relname = any (?::text[])
    and n.nspname = any (?::text[] || pg_catalog.current_schemas(true)::text[])
),
domain_chain (start, oid) as (
  select t.oid, t.oid
  from pg_catalog.pg_type t
  where t.typname = any (?::text[])
  union
  select d.start, t.typbasetype
  from domain_chain d
    join pg_catalog.pg_type t on t.oid = d.oid and t.typtype = 'd'
)
select 'a' as tag, a.attrelid::bigint as a, a.attnum::bigint as b,
  a.attname::text as s1,
  pg_catalog.format_type(a.atttypid, a.atttypmod) as s2,
  case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as s3,
  array_remove(array[
    case when a.attnotnull then 'notnull' end,
    case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end], null) as l1,
  null::text[] as l2
from rel
  join pg_catalog.pg_attribute a on a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
union all
select 'c', c.conrelid::bigint, null, c.conname::text, c.contype::text, c.conbin::text,
  c.conkey::text[],
  case
    when not c.convalidated then array[]::text[]
    when c.contype <> 'c' or rel.relname <> all (?::text[]) then array['valid']
    when exists (
      select 1
      from pg_catalog.pg_locks l
      where l.locktype = 'relation'
        and l.relation = rel.oid
        and l.mode = 'AccessExclusiveLock'
        and l.pid is distinct from pg_catalog.pg_backend_pid()
    ) then array['valid']
    else array['valid', pg_catalog.pg_get_expr(c.conbin, c.conrelid)]
  end
from rel
  join pg_catalog.pg_constraint c on c.conrelid = rel.oid
union all
select 'x', x.indexrelid::bigint, x.indrelid::bigint, i.relname::text, null, null,
  pg_catalog.string_to_array(x.indkey::text, ' ')
    || case
      when x.indexprs is not null or x.indpred is not null then array(
        select e.refobjsubid::text
        from pg_catalog.pg_depend e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
          and e.objid = x.indexrelid
          and e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
          and e.refobjid = x.indrelid
      ) || '0'::text
      else array[]::text[]
    end,
  null
from rel
  join pg_catalog.pg_index x on x.indrelid = rel.oid
  join pg_catalog.pg_class i on i.oid = x.indexrelid
union all
select 'l', rel.oid::bigint, null, s.spcname::text, m.amname::text, rel.relpersistence::text,
  array[pg_catalog.pg_get_userbyid(rel.relowner)::text], null
from rel
  join pg_catalog.pg_database d on d.datname = pg_catalog.current_database()
  left join pg_catalog.pg_tablespace s
    on s.oid = case when rel.reltablespace = 0 then d.dattablespace else rel.reltablespace end
  left join pg_catalog.pg_am m on m.oid = rel.relam
union all
select 'y', p.partrelid::bigint, null, p.partstrat::text, null, null,
  array(
    select coalesce(a.attname::text, '')
    from pg_catalog.unnest(p.partattrs::int2[]) with ordinality as k (number, position)
      left join pg_catalog.pg_attribute a
        on a.attrelid = p.partrelid and a.attnum = k.number and k.number > 0
    order by k.position
  ),
  null
from rel
  join pg_catalog.pg_partitioned_table p on p.partrelid = rel.oid
union all
select 't', null, null, n.nspname::text, t.typname::text,
  case
    when exists (
      select 1
      from domain_chain d
        join pg_catalog.pg_type b on b.oid = d.oid
      where d.start = t.oid
        and (b.typtype = 'd' and b.typnotnull
          or exists (
            select 1 from pg_catalog.pg_constraint c
            where c.contypid = b.oid and c.contype = 'c'))
    ) then 'c'
  end,
  case when t.typtype = 'd' then array[pg_catalog.format_type(t.typbasetype, t.typtypmod)] end,
  null
from pg_catalog.pg_type t
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.oid in (select d.start from domain_chain d)
union all
select 'p', null, null, n.nspname::text, p.proname::text, p.provolatile::text,
  case
    when p.provolatile = 'v' and l.lanname in ('sql', 'plpgsql') and p.prosqlbody is null
    then array[l.lanname::text, p.prosrc]
    else array[l.lanname::text]
  end,
  p.proconfig
from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  join pg_catalog.pg_language l on l.oid = p.prolang
where p.proname = any (?::text[])
union all
select 'k', null, null, pg_catalog.format_type(k.castsource, null),
  pg_catalog.format_type(k.casttarget, null), null, null, null
from pg_catalog.pg_cast k
where k.castmethod = 'b'
  and k.castsource in (
    select case when t.typtype = 'd' then t.typbasetype else t.oid end
    from rel
      join pg_catalog.pg_attribute a on a.attrelid = rel.oid and a.attnum > 0
      join pg_catalog.pg_type t on t.oid = a.atttypid
  )
union all
select 'o', o.relid::bigint, null, o.name::text, o.kind, null, null, null
from (
  select t.tgrelid, t.tgname, 't' from pg_catalog.pg_trigger t where not t.tgisinternal
  union all
  select r.ev_class, r.rulename, 'r' from pg_catalog.pg_rewrite r
  union all
  select p.polrelid, p.polname, 'p' from pg_catalog.pg_policy p
) as o (relid, name, kind)
where o.relid in (select rel.oid from rel)
