-- The standbys that stream from this server, as it sees them.
-- Works on 10 and newer. Without pg_read_all_stats or pg_monitor the lag is null.
select r.application_name                                                   as name,
       extract(epoch from r.replay_lag) * 1000                              as lag_ms
from pg_catalog.pg_stat_replication r
where r.state = 'streaming'
order by r.replay_lag desc nulls last
