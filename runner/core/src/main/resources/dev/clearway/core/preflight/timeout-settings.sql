-- Timeouts that sessions of this role in this database begin with, other than the server's own.
-- Works on every version; needs no privilege. A role's setting for one database is stronger than its
-- general one, and that is stronger than the database's.
select distinct on (c.name)
       c.name,
       c.value,
       case
         when s.setrole <> 0 and s.setdatabase <> 0 then 'role ' || current_user || ' in this database'
         when s.setrole <> 0 then 'role ' || current_user
         else 'database ' || pg_catalog.current_database()
       end                                                                  as owner
from pg_catalog.pg_db_role_setting s
cross join lateral pg_catalog.unnest(s.setconfig) as entry (text)
cross join lateral (
  select pg_catalog.split_part(entry.text, '=', 1)                          as name,
         pg_catalog.substr(entry.text, pg_catalog.strpos(entry.text, '=') + 1) as value
) c
where s.setrole in (0, (select r.oid from pg_catalog.pg_roles r where r.rolname = session_user))
  and s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d
                            where d.datname = pg_catalog.current_database()))
  and c.name in ('lock_timeout', 'statement_timeout', 'transaction_timeout',
                 'idle_in_transaction_session_timeout')
  and c.value !~ '^0( *[a-z]*)?$'
order by c.name, s.setrole <> 0 desc, s.setdatabase <> 0 desc
