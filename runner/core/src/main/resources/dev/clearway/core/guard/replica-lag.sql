-- The replica that is furthest behind in replaying, if it is further than allowed. replay_lag is null
-- on a replica that has caught up and sees no new WAL.
--   $1  allowed lag in milliseconds
-- Works on 10 and newer. Without pg_read_all_stats or pg_monitor the lag is null: nothing is found.
select r.application_name || coalesce(' (' || pg_catalog.host(r.client_addr) || ')', '') as name,
       (extract(epoch from r.replay_lag) * 1000)::bigint                                as lag_ms
from pg_catalog.pg_stat_replication r
where extract(epoch from r.replay_lag) * 1000 > ?
order by r.replay_lag desc
limit 1
