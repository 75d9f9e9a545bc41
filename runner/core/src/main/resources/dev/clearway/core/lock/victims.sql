-- Who they are that wait because of us.
--   $1  how much of a query's text    $2  their pids
-- Works on 12 and newer. pid, application and role are readable by everyone; without pg_read_all_stats
-- the rest is null for other roles' sessions.
select a.pid,
       a.application_name                       as application,
       a.usename,
       a.state,
       a.backend_type is null                   as hidden,
       pg_catalog.left(a.query, ?)              as query
from pg_catalog.pg_stat_activity a
where a.pid = any (?::int[])
