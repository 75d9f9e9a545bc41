-- Whose snapshots a concurrent index build has to outwait: those of other sessions in this database,
-- whatever they read. Vacuums and other concurrent builds are not waited for.
--   $1  the session that is going to build; the one that asks has a snapshot by asking
-- Works on 12 and newer. pid, application, role and backend_xmin are readable by everyone; without
-- pg_read_all_stats the rest is null for other roles' sessions.
-- See "Building Indexes Concurrently" in the documentation of CREATE INDEX.
select a.pid,
       a.application_name                                                   as application,
       a.usename                                                            as role,
       a.state,
       a.state like 'idle in transaction%'                                  as idle,
       extract(epoch from pg_catalog.clock_timestamp() - a.xact_start) * 1000 as age_ms
from pg_catalog.pg_stat_activity a
where a.datname = pg_catalog.current_database()
  and a.backend_xmin is not null
  and a.pid not in (?, pg_catalog.pg_backend_pid())
  and coalesce(a.backend_type, 'client backend') = 'client backend'
  and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.pid = a.pid)
  and not exists (select from pg_catalog.pg_stat_progress_create_index i
                  where i.pid = a.pid and i.command like '%CONCURRENTLY')
order by a.xact_start
