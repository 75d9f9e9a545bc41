-- The keys of Flyway's advisory lock that this session holds: the letters "Flyway" and the history
-- table's hash, as in other-migration.sql. PostgreSQL 10 and newer; readable by everyone.
select (l.classid::bigint << 32) | l.objid::bigint as key
from pg_catalog.pg_locks l
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.classid between 18027 and 18028
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  and l.pid = pg_catalog.pg_backend_pid()
