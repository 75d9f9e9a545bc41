-- Puts a schema before the search path, unless it is its first entry already.
--   $1  the schema as SQL has it    $2  the schema's name
-- Works on every version; needs no privilege.
select pg_catalog.set_config(
         'search_path',
         case
           when p.path = '' then p.quoted
           when p.path = p.name or pg_catalog.starts_with(p.path, p.name || ',') then p.path
           else p.quoted || ', ' || p.path
         end,
         false)                                                             as path
from (select pg_catalog.current_setting('search_path') as path, ?::text as quoted, ?::text as name) p
