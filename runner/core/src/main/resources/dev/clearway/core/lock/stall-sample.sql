-- One sample of the lock queue as it concerns us: where we wait ourselves, who waits because of us, and
-- how many strong locks we have. A row is a wait where held is 0, else the count for one of our sessions.
--   $1  the pids of our migration sessions
-- waitstart is null before 14 and for an instant after a wait begins; then waited_ms is null.
-- Readable by everyone.
with lock as materialized (
  select l.*, our.pids as ours
  from (select ?::int[] as pids) our
  cross join pg_catalog.pg_locks l
  where (not l.granted and l.pid <> pg_catalog.pg_backend_pid()) or l.pid = any (our.pids)
)
select l.pid,
       l.virtualtransaction,
       l.locktype,
       coalesce(l.relation, 0)                                               as relation,
       coalesce(n.nspname || '.' || c.relname, l.locktype)                   as object,
       l.mode,
       extract(epoch from pg_catalog.clock_timestamp()
                          - (pg_catalog.to_jsonb(l) ->> 'waitstart')::timestamptz) * 1000
                                                                             as waited_ms,
       b.pids                                                                as blocked_by,
       0                                                                     as held
from lock l
cross join lateral (select pg_catalog.pg_blocking_pids(l.pid) as pids offset 0) b
left join pg_catalog.pg_class c on c.oid = l.relation
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not l.granted
  and (l.pid = any (l.ours) or b.pids && l.ours)
union all
select h.pid, '', '', 0, '', '', null, null, pg_catalog.count(*)::int
from lock h
where h.granted and h.locktype = 'relation'
  -- below are the catalogs, which everybody locks by the way
  and h.relation >= 16384
  and h.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
group by h.pid
