-- How far the index build of one session is. Each phase counts something of its own, or nothing.
-- Works on 12 and newer; needs to be the session's own role, or pg_read_all_stats.
--   $1  its pid
select p.phase,
       case when p.lockers_total > 0 and p.phase like 'waiting%' then p.lockers_done
            when p.tuples_total > 0 then p.tuples_done
            else p.blocks_done end                            as done,
       case when p.lockers_total > 0 and p.phase like 'waiting%' then p.lockers_total
            when p.phase like 'waiting%' then 0
            when p.tuples_total > 0 then p.tuples_total
            else p.blocks_total end                           as total,
       case when p.phase like 'waiting%' then coalesce(p.current_locker_pid, 0) else 0 end as waits_for
from pg_catalog.pg_stat_progress_create_index p
where p.pid = ?
