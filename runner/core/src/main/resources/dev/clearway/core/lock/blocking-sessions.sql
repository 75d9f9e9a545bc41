-- The sessions behind pids from pg_blocking_pids, for waits that are not for a table: row locks,
-- advisory locks. A prepared transaction is pid 0 there and explained by the transaction we wait for.
--   $1  our waiting pid    $2  blocking pids
-- Works on 12 and newer; what other roles' sessions hide is null without pg_read_all_stats.
with waiting as (
  select l.locktype, l.mode, l.transactionid,
         (select t.relation
          from pg_catalog.pg_locks t
          where t.pid = l.pid and t.locktype = 'tuple' and t.granted
          limit 1) as relation
  from pg_catalog.pg_locks l
  where l.pid = ? and not l.granted
  limit 1
)
select b.pid,
       coalesce(a.backend_xid::text, p.transaction::text, b.pid::text)       as virtualtransaction,
       'ExclusiveLock'                                                       as mode,
       coalesce(w.relation, 0)                                               as relation,
       coalesce(n.nspname || '.' || c.relname, w.locktype)                   as relation_name,
       coalesce(p.gid, a.application_name, '')                               as application,
       coalesce(p.owner, a.usename)                                          as usename,
       coalesce(pg_catalog.host(a.client_addr), a.client_hostname)           as client,
       a.state,
       a.backend_type,
       a.query,
       p.gid is not null                                                     as prepared,
       extract(epoch from pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000
                                                                             as age_ms
from pg_catalog.unnest(?::int[]) as b (pid)
cross join waiting w
left join pg_catalog.pg_class c on c.oid = w.relation
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_stat_activity a on a.pid = b.pid
left join pg_catalog.pg_prepared_xacts p on b.pid = 0 and p.transaction = w.transactionid
