-- All transactions of this database that hold or want a lock, and who holds back vacuum: one row each,
-- with what it waits for and what it holds of what others wait for.
-- Works on 12 and newer; waits have no beginning before 14. pg_locks is readable by everyone; without
-- pg_read_all_stats the state, query, address, times and progress of other roles' sessions are null.
-- A busy server has thousands of locks: they are read once and gathered by session, and a second time
-- only while somebody waits.
with held as materialized (
  select l.pid, l.virtualtransaction,
         -- counted below: to count the distinct ones here would sort all locks by session, as text
         pg_catalog.array_agg(l.relation) filter (where l.ours)                            as relations,
         -- the strongest mode, and of several relations the oldest: a table rather than its index
         max((case l.mode
                when 'AccessShareLock' then 1
                when 'RowShareLock' then 2
                when 'RowExclusiveLock' then 3
                when 'ShareUpdateExclusiveLock' then 4
                when 'ShareLock' then 5
                when 'ShareRowExclusiveLock' then 6
                when 'ExclusiveLock' then 7
                when 'AccessExclusiveLock' then 8
              end::bigint << 32) + 4294967295 - l.relation::bigint)
           filter (where l.ours)                                                           as strongest,
         bool_or(l.granted and l.locktype = 'advisory' and l.objsubid = 1
           and l.classid between 18027 and 18028)                                          as flyway,
         max(l.transactionid::text) filter (where l.granted and l.locktype = 'transactionid'
           and l.mode = 'ExclusiveLock')                                                   as xid,
         pg_catalog.array_agg(l.entry) filter (where not l.granted)                        as waiting
  from (select k.*, k as entry,
               -- catalogs are locked by the way; what is waited for is in awaited all the same
               k.granted and k.locktype = 'relation' and k.relation >= 16384
                 and k.database = (select d.oid from pg_catalog.pg_database d
                                   where d.datname = pg_catalog.current_database()) as ours
        from pg_catalog.pg_locks k
        where k.mode <> 'SIReadLock' and k.pid is distinct from pg_catalog.pg_backend_pid()) l
  group by l.pid, l.virtualtransaction
),
wanted as materialized (
  select w.*,
         pg_catalog.pg_blocking_pids(w.pid)                                as blocked_by,
         extract(epoch from pg_catalog.clock_timestamp()
           - (pg_catalog.to_jsonb(w) ->> 'waitstart')::timestamptz) * 1000 as waited_ms,
         pg_catalog.concat_ws('/', w.locktype, w.database, w.relation, w.page, w.tuple, w.virtualxid,
           w.transactionid, w.classid, w.objid, w.objsubid)                as lock_key
  from held h
  cross join unnest(h.waiting) as w
),
-- what is held of what is wanted; a row or a transaction is named by the table it is waited for in
awaited as materialized (
  select l.pid, l.virtualtransaction,
         pg_catalog.array_agg(w.lock_key || ' ' || l.mode) as locks
  from pg_catalog.pg_locks l
  join (select distinct locktype, coalesce(relation, 0) as relation, database, page, tuple, virtualxid,
               transactionid::text as transactionid, classid, objid, objsubid, lock_key
        from wanted) w
    on w.locktype = l.locktype
   and w.relation = coalesce(l.relation, 0)
   and w.database is not distinct from l.database
   and w.page is not distinct from l.page
   and w.tuple is not distinct from l.tuple
   and w.virtualxid is not distinct from l.virtualxid
   and w.transactionid is not distinct from l.transactionid::text
   and w.classid is not distinct from l.classid
   and w.objid is not distinct from l.objid
   and w.objsubid is not distinct from l.objsubid
  where l.granted and l.mode <> 'SIReadLock' and l.pid is distinct from pg_catalog.pg_backend_pid()
    -- asked before anything else: nobody waits most of the time
    and (select count(*) from wanted) > 0
  group by l.pid, l.virtualtransaction
),
session as (
  select coalesce(h.pid, a.pid, 0)                                            as pid,
         coalesce(h.virtualtransaction, '')                                   as virtualtransaction,
         x.gid is not null                                                    as prepared,
         coalesce(x.gid, a.application_name, '')                              as application,
         coalesce(x.owner, a.usename)                                         as usename,
         coalesce(pg_catalog.host(a.client_addr), a.client_hostname)          as client,
         a.state, a.backend_type, a.query, a.usesysid,
         extract(epoch from pg_catalog.clock_timestamp()
           - coalesce(x.prepared, a.xact_start)) * 1000                       as transaction_ms,
         extract(epoch from pg_catalog.clock_timestamp() - a.state_change) * 1000
                                                                              as state_ms,
         (select count(distinct r.oid) from unnest(h.relations) as r (oid))   as relations,
         h.strongest,
         coalesce(h.flyway, false)                                            as flyway,
         pg_catalog.age(coalesce(a.backend_xmin, s.xmin))                     as xmin_age
  from held h
  full join pg_catalog.pg_stat_activity a on a.pid = h.pid
  left join pg_catalog.pg_prepared_xacts x on h.pid is null and x.transaction::text = h.xid
  left join pg_catalog.pg_replication_slots s on s.active_pid = a.pid
  where (h.virtualtransaction is not null or a.backend_xmin is not null or s.xmin is not null)
    and a.pid is distinct from pg_catalog.pg_backend_pid()
    and coalesce(x.database, a.datname, pg_catalog.current_database()) = pg_catalog.current_database()
)
select s.*,
       (array['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock',
              'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'])
         [(s.strongest >> 32)::int]                                           as strongest_mode,
       (select n.nspname || '.' || c.relname
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.oid = (4294967295 - (s.strongest & 4294967295))::oid)         as strongest_relation,
       exists (select from pg_catalog.pg_roles r
               where r.oid = s.usesysid and (r.rolsuper or r.rolreplication)) as shielded,
       -- before 17, a subscription's worker for one table is told apart here only
       s.pid in (select u.pid from pg_catalog.pg_stat_subscription u
                 where u.relid is not null)                                   as table_sync,
       w.lock_key                                                             as wanted_key,
       w.mode                                                                 as wanted_mode,
       w.blocked_by,
       w.waited_ms,
       coalesce((select n.nspname || '.' || c.relname
                 from pg_catalog.pg_class c
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                 where c.oid = coalesce(
                   w.relation,
                   -- who waits for a row has a lock on that row's place
                   (select t.relation from pg_catalog.pg_locks t
                    where w.locktype = 'transactionid' and t.locktype = 'tuple' and t.granted
                      and t.pid = w.pid
                    limit 1))),
                w.locktype)                                                   as wanted_object,
       a.locks                                                                as awaited,
       v.phase                                                                as vacuum_phase,
       v.heap_blks_total                                                      as vacuum_total,
       v.heap_blks_scanned                                                    as vacuum_done,
       i.command                                                              as index_command,
       i.phase                                                                as index_phase,
       i.blocks_total                                                         as index_total,
       i.blocks_done                                                          as index_done,
       i.current_locker_pid                                                   as index_waits_for,
       current_user                                                           as role
from session s
left join wanted w on w.pid = s.pid and w.virtualtransaction = s.virtualtransaction
left join awaited a on coalesce(a.pid, 0) = s.pid and a.virtualtransaction = s.virtualtransaction
left join pg_catalog.pg_stat_progress_vacuum v on v.pid = s.pid
left join pg_catalog.pg_stat_progress_create_index i on i.pid = s.pid
