-- Who reads tables on a standby: replaying ACCESS EXCLUSIVE on them waits for these, or cancels them.
-- A standby has the primary's oids.
--   $1  relation oids    $2  our own pid
-- Works on 12 and newer. pg_locks is readable by everyone; without pg_read_all_stats the age of other
-- roles' transactions is null.
select a.pid,
       coalesce(a.application_name, '')                                     as application,
       a.usename                                                            as role,
       pg_catalog.min(n.nspname || '.' || c.relname)                        as relation,
       extract(epoch from pg_catalog.clock_timestamp() - a.xact_start) * 1000 as age_ms
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid
join pg_catalog.pg_class c on c.oid = l.relation
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where l.locktype = 'relation'
  and l.granted
  and l.relation = any (?::oid[])
  and l.pid <> ?
group by a.pid, a.application_name, a.usename, a.xact_start
order by a.xact_start
