-- One sample of the lock queue as it concerns us: where we wait ourselves, and who waits because of us.
--   $1  the pids of our migration sessions
-- waitstart is null before 14 and for an instant after a wait begins; then waited_ms is null.
-- Readable by everyone.
select l.pid,
       l.pid = any (our.pids)                                                as ours,
       l.virtualtransaction,
       l.locktype,
       coalesce(l.relation, 0)                                               as relation,
       l.mode,
       extract(epoch from pg_catalog.clock_timestamp()
                          - (pg_catalog.to_jsonb(l) ->> 'waitstart')::timestamptz) * 1000
                                                                             as waited_ms,
       b.pids                                                                as blocked_by
from (select ?::int[] as pids) our
cross join pg_catalog.pg_locks l
cross join lateral (select pg_catalog.pg_blocking_pids(l.pid) as pids offset 0) b
where not l.granted
  and l.pid <> pg_catalog.pg_backend_pid()
  and (l.pid = any (our.pids) or b.pids && our.pids)
