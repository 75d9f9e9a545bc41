-- The tables and materialized views whose rows are compared; see digest.sql for what is left out.
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'faults')
  AND c.relname NOT LIKE '%clearway%' AND c.relname NOT LIKE 'flyway_schema_history%'
ORDER BY 1
