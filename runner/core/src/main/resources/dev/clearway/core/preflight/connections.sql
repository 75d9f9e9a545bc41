-- How many more sessions there can be, for ordinary roles, this role and this database.
-- Works on 12 and newer; needs no privilege. Autovacuum's workers and walsenders have slots of their
-- own; parallel workers are no sessions.
with sessions as (
  select a.usename, a.datname
  from pg_catalog.pg_stat_activity a
  where a.usename is not null
    and a.datname is not null
    and (pg_catalog.to_jsonb(a) ->> 'leader_pid') is null
)
select s.allowed - s.reserved                                               as allowed,
       s.used                                                               as used,
       r.rolconnlimit                                                       as role_limit,
       (select pg_catalog.count(*) from sessions x where x.usename = current_user) as role_used,
       d.datconnlimit                                                       as database_limit,
       (select pg_catalog.count(*) from sessions x where x.datname = d.datname) as database_used
from (
  select pg_catalog.current_setting('max_connections')::int                 as allowed,
         pg_catalog.current_setting('superuser_reserved_connections')::int
           + coalesce(pg_catalog.current_setting('reserved_connections', true), '0')::int as reserved,
         (select pg_catalog.count(*) from sessions)                         as used
) s
cross join pg_catalog.pg_roles r
cross join pg_catalog.pg_database d
where r.rolname = current_user
  and d.datname = pg_catalog.current_database()
