-- Who holds Flyway's advisory lock: its key is the letters "Flyway" and the history table's hash, so
-- the upper half is 18028, or one less where the hash is negative.
-- Works on every version. pg_locks is readable by everyone; without pg_read_all_stats what another
-- role's session does is null.
select a.pid,
       coalesce(a.application_name, '')                                     as application,
       a.usename                                                            as role,
       pg_catalog.host(a.client_addr)                                       as client,
       a.state,
       extract(epoch from pg_catalog.clock_timestamp()
         - coalesce(a.xact_start, a.backend_start)) * 1000                  as since_ms,
       a.xact_start is not null                                             as in_transaction
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory'
  and l.granted
  and l.objsubid = 1
  and l.classid between 18027 and 18028
  and l.database = (select d.oid from pg_catalog.pg_database d
                    where d.datname = pg_catalog.current_database())
order by since_ms desc nulls last
limit 1
