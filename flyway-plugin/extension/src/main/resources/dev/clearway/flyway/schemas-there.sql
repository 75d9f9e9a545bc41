-- The schema that unqualified names go to, and which of some schemas are not there.
--   $1  their names
-- Works on every version; needs no privilege.
select pg_catalog.current_schema() as current, n.name as missing
from (select 1) one
left join pg_catalog.unnest(?::text[]) as n (name)
  on not exists (select from pg_catalog.pg_namespace s where s.nspname = n.name)
