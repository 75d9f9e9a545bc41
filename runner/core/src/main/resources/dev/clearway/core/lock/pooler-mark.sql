-- Marks a session, and says which one it is and how old. What is set is read by nobody else.
--   $1  the mark
-- Works on every version; needs no privilege.
select pg_catalog.pg_backend_pid()                                          as pid,
       pg_catalog.set_config('clearway.probe', ?, false)                    as mark,
       extract(epoch from pg_catalog.clock_timestamp() - a.backend_start) * 1000 as age_ms
from pg_catalog.pg_stat_activity a
where a.pid = pg_catalog.pg_backend_pid()
