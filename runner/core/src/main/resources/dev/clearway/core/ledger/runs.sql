-- All runs, the oldest first. Works on every version.
select r.run, r.started_at, r.finished_at, r.outcome, r.victims, r.longest_wait_ms, r.summary::text as summary
from ${runs} r
order by r.started_at, r.run
