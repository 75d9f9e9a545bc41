-- Indexes that cost every write and serve no query, but for those that are being built right now.
-- Works on 12 and newer; needs no privilege. Readable without privileges, the progress view names the
-- index to everybody.
select x.indrelid::bigint                                                   as table_oid,
       n.nspname                                                            as schema,
       i.relname                                                            as name,
       t.relname                                                            as table_name,
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname) as quoted
from pg_catalog.pg_index x
join pg_catalog.pg_class i on i.oid = x.indexrelid
join pg_catalog.pg_class t on t.oid = x.indrelid
join pg_catalog.pg_namespace n on n.oid = i.relnamespace
where not x.indisvalid
  and i.relkind = 'i'
  and n.nspname !~ '^pg_(toast|temp)'
  and not exists (select from pg_catalog.pg_stat_progress_create_index p
                  where p.index_relid = x.indexrelid or p.relid = x.indrelid)
order by n.nspname, i.relname
