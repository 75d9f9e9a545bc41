-- Indexes: those of table $1, or the one with oid $2, or, with both null, all that are invalid.
-- Works on 12 and newer; needs no privilege. An index of a toast table is shown as the table's.
--   $1  a table, as the session's search path finds it
--   $2  the oid of an index
select x.indexrelid::bigint                                                   as oid,
       n.nspname                                                              as schema,
       i.relname                                                              as name,
       (coalesce(o.oid, x.indrelid)::regclass)::text                          as table_name,
       coalesce(o.oid, x.indrelid)::bigint                                    as table_oid,
       x.indisvalid                                                           as valid,
       pg_catalog.pg_get_indexdef(x.indexrelid)                               as definition,
       exists (select from pg_catalog.pg_stat_progress_create_index p
               where p.index_relid = x.indexrelid and p.pid <> pg_catalog.pg_backend_pid()) as building
from pg_catalog.pg_index x
join pg_catalog.pg_class i on i.oid = x.indexrelid
join pg_catalog.pg_namespace n on n.oid = i.relnamespace
left join pg_catalog.pg_class o on o.reltoastrelid = x.indrelid and n.nspname = 'pg_toast'
cross join (select ?::text as tab, ?::bigint as idx) as wanted
where i.relkind = 'i'
  and case when wanted.idx is not null then x.indexrelid = wanted.idx::oid
           when wanted.tab is not null then x.indrelid = pg_catalog.to_regclass(wanted.tab)
           else not x.indisvalid end
order by n.nspname, i.relname
