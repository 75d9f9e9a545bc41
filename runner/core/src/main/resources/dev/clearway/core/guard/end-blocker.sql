-- Cancels the query, or ends the session, of one blocker that the settings allow to be ended; does
-- nothing to superusers, replication, background workers, other migrations, or a session that has
-- gone on to another transaction meanwhile.
--   $1  whether to end the session    $2  its pid    $3  the virtual transaction that is in the way
-- Needs membership in the session's role, or pg_signal_backend.
select case when ? then pg_catalog.pg_terminate_backend(a.pid)
            else pg_catalog.pg_cancel_backend(a.pid) end
from pg_catalog.pg_stat_activity a
join pg_catalog.pg_roles r on r.oid = a.usesysid
where a.pid = ?
  and a.backend_type = 'client backend'
  and not r.rolsuper
  and not r.rolreplication
  and a.application_name not ilike 'clearway%'
  and a.application_name not ilike 'flyway%'
  -- Flyway's advisory lock: its key is the letters "Flyway" and a hash of the history table
  and not exists (select from pg_catalog.pg_locks f
                  where f.pid = a.pid and f.locktype = 'advisory' and f.granted
                    and f.objsubid = 1 and f.classid between 18027 and 18028)
  and exists (select from pg_catalog.pg_locks l
              where l.pid = a.pid and l.virtualtransaction = ? and l.granted)
