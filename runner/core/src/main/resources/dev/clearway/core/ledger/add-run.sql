-- Adds a run, and keeps the newest thousand. Works on every version.
--   $1  run, $2 beginning, $3 end, $4 outcome, $5 victims, $6 longest wait in ms, $7 summary
with old as (
  delete from ${runs}
  where run in (select r.run from ${runs} r order by r.started_at desc, r.run desc offset 999)
)
insert into ${runs} (run, started_at, finished_at, outcome, victims, longest_wait_ms, summary)
values (?, ?, ?, ?, ?, ?, ?::jsonb)
