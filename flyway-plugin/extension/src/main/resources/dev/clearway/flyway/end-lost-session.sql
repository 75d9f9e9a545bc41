-- Ends a session of ours that this runner has lost. Only one of our own role in this database, and
-- only one that holds Flyway's advisory lock or sits in a transaction of ours: a pid may have been
-- given to somebody else meanwhile.
--   $1  its pid
select pg_catalog.pg_terminate_backend(a.pid)
from pg_catalog.pg_stat_activity a
where a.pid = ?
  and a.pid <> pg_catalog.pg_backend_pid()
  and a.usename = current_user
  and a.datname = pg_catalog.current_database()
  and exists (select from pg_catalog.pg_locks l
              where l.pid = a.pid and l.locktype = 'advisory' and l.objsubid = 1
                and l.classid between 18027 and 18028)
