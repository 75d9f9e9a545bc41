-- Who holds a lock that conflicts with what is asked for: sessions, and prepared transactions,
-- which have neither a pid nor a row in pg_stat_activity.
--   $1  what conflicts with what is asked for: by the oid of each relation a bit for each mode, 1 for
--       AccessShareLock    $2  our own pids, to leave out
-- Works on 12 and newer. pg_locks is readable by everyone; without pg_read_all_stats the state, the
-- query, the address and the age of other roles' sessions are null.
with asked (modes) as materialized (select ?::jsonb)
select coalesce(l.pid, 0)                                                    as pid,
       l.virtualtransaction,
       l.mode,
       l.relation,
       n.nspname || '.' || c.relname                                         as relation_name,
       coalesce(p.gid, a.application_name, '')                               as application,
       coalesce(p.owner, a.usename)                                          as usename,
       coalesce(pg_catalog.host(a.client_addr), a.client_hostname)           as client,
       a.state,
       a.backend_type,
       a.query,
       p.gid is not null                                                     as prepared,
       extract(epoch from pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000
                                                                             as age_ms
from asked
cross join pg_catalog.pg_locks l
join pg_catalog.pg_class c on c.oid = l.relation
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
-- a prepared transaction keeps the virtual transaction that its session had, until a restart of the
-- server; what leads to it for certain is the lock on its own transaction id
left join lateral (
  select x.gid, x.owner, x.prepared
  from pg_catalog.pg_locks t
  join pg_catalog.pg_prepared_xacts x on x.transaction = t.transactionid
  where l.pid is null
    and t.pid is null
    and t.locktype = 'transactionid'
    and t.mode = 'ExclusiveLock'
    and t.virtualtransaction = l.virtualtransaction
  limit 1
) p on true
where l.locktype = 'relation'
  and l.granted
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  and (l.pid is null or l.pid <> all (?::int[]))
  -- looked up, not joined: the planner expects few locks, and would compare each with each
  and pg_catalog.jsonb_exists(asked.modes, l.relation::text)
  and ((asked.modes -> l.relation::text)::int
    >> pg_catalog.array_position(
      array['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock',
            'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'],
      l.mode) - 1) & 1 = 1
