-- Who holds Flyway's advisory lock: its key is the letters "Flyway" and the history table's hash, so
-- the upper half is 18028, or one less where the hash is negative. Readable by everyone; what another
-- role's session hides stays out.
select 'pid ' || a.pid || ', application ' || coalesce(nullif(a.application_name, ''), 'without a name')
       || coalesce(', role ' || a.usename, '')
       || coalesce(', from ' || pg_catalog.host(a.client_addr), '')
       || coalesce(', connected since ' || pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'), '')
       || coalesce(', ' || a.state
                   || coalesce(' for ' || (extract(epoch from pg_catalog.clock_timestamp()
                                             - case a.state when 'active' then a.query_start else a.state_change end)
                                          )::bigint || ' s', ''), '') as holder,
       case when a.state = 'active' then 'running' else 'last' end as doing,
       nullif(a.query, '<insufficient privilege>')                  as query
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.classid between 18027 and 18028
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  and a.pid <> pg_catalog.pg_backend_pid()
limit 1
