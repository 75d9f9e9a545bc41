-- What the server says of itself that decides how migrations wait. Works on every version: a setting
-- that a version does not have gives no row. Readable by everyone.
select f.name, f.value
from (
  select 0 as rank, 'server_version' as name, pg_catalog.current_setting('server_version') as value
  union all
  select 1, 'role', current_user::text
  union all
  select 2, 'sees other sessions', case when pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage')
                                        then 'yes' else 'only its own' end
  union all
  select 3, 'standby', case when pg_catalog.pg_is_in_recovery() then 'yes' else 'no' end
  union all
  select 4, s.name, s.setting || coalesce(' ' || s.unit, '')
  from pg_catalog.pg_settings s
  where s.name in ('deadlock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout',
                   'lock_timeout', 'statement_timeout', 'max_connections', 'max_locks_per_transaction',
                   'max_prepared_transactions', 'autovacuum', 'track_activity_query_size', 'TimeZone')
) f
order by f.rank, f.name
