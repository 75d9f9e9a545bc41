-- How large the relations are that will be locked, how old their oldest transaction ids, and what we
-- may do with them.
--   $1  whether to measure sizes; pg_class is believed otherwise    $2  relation oids
-- Works on 12 and newer; needs no privilege. pg_relation_size takes ACCESS SHARE for an instant, and
-- would queue behind whoever holds ACCESS EXCLUSIVE or waits for it: such a relation is not measured.
with held (relation) as materialized (
  select l.relation
  from pg_catalog.pg_locks l
  where l.locktype = 'relation'
    and l.mode = 'AccessExclusiveLock'
    and l.database = (select d.oid from pg_catalog.pg_database d
                      where d.datname = pg_catalog.current_database())
),
asked (oid, measure) as (
  select a.oid, ?::boolean from pg_catalog.unnest(?::oid[]) as a (oid)
),
part (oid, relation, main) as (
  select a.oid, a.oid, true from asked a
  union all
  select a.oid, c.reltoastrelid, false
  from asked a join pg_catalog.pg_class c on c.oid = a.oid
  where c.reltoastrelid <> 0
  union all
  select a.oid, x.indexrelid, false
  from asked a join pg_catalog.pg_index x on x.indrelid = a.oid
),
size (oid, main, bytes) as (
  select p.oid, p.main,
         case
           when c.relkind not in ('r', 'm', 't', 'i', 'S') then 0
           when (select bool_or(a.measure) from asked a)
             and c.oid not in (select h.relation from held h)
             and p.oid not in (select h.relation from held h)
             then pg_catalog.pg_relation_size(c.oid)
           else c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint
         end
  from part p join pg_catalog.pg_class c on c.oid = p.relation
),
sizes (oid, bytes, total_bytes) as (
  select s.oid, pg_catalog.sum(s.bytes) filter (where s.main), pg_catalog.sum(s.bytes)
  from size s
  group by s.oid
)
select c.oid::bigint                                                        as oid,
       n.nspname                                                            as schema,
       c.relname                                                            as name,
       pg_catalog.pg_get_userbyid(c.relowner)                               as owner,
       pg_catalog.pg_has_role(c.relowner, 'USAGE')                          as owned,
       pg_catalog.pg_has_role(n.nspowner, 'USAGE')                          as schema_owned,
       pg_catalog.array_to_string(
         array(
           select p.privilege
           from pg_catalog.unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                        'REFERENCES', 'TRIGGER']) as p (privilege)
           where pg_catalog.has_table_privilege(c.oid, p.privilege)
              or (p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                  and pg_catalog.has_any_column_privilege(c.oid, p.privilege))
         ), ',')                                                            as privileges,
       greatest(c.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(c.oid)) as rows,
       coalesce(z.bytes, 0)::bigint                                         as bytes,
       coalesce(z.total_bytes, 0)::bigint                                   as total_bytes,
       (select pg_catalog.count(*) from pg_catalog.pg_index x where x.indrelid = c.oid) as indexes,
       c.reltoastrelid <> 0                                                 as toasted,
       -- the table's own age and that of what is too large for it, against what autovacuum allows
       case when c.relkind in ('r', 'm') then
         greatest(pg_catalog.age(c.relfrozenxid), coalesce(pg_catalog.age(t.relfrozenxid), 0))
       end                                                                  as transactions,
       least(
         pg_catalog.current_setting('autovacuum_freeze_max_age')::int,
         (select o.option_value::int
          from pg_catalog.pg_options_to_table(c.reloptions) o
          where o.option_name = 'autovacuum_freeze_max_age'))               as transactions_allowed
from sizes z
join pg_catalog.pg_class c on c.oid = z.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class t on t.oid = c.reltoastrelid
