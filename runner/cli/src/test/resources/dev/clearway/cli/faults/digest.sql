-- The schema of the current database, one line of text for each thing, in an order of its own: what two databases have
-- in common when they are equal. Without the history and the ledger, which tell of times and runs, and without the
-- system's own. Works on PostgreSQL 14 to 18. Run by a superuser.
WITH spaces AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'faults')
), relations AS (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN spaces n ON n.oid = c.relnamespace
  WHERE c.relname NOT LIKE '%clearway%' AND c.relname NOT LIKE 'flyway_schema_history%'
    AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                    WHERE i.indexrelid = c.oid AND t.relname LIKE '%clearway%')
)
SELECT line FROM (
  SELECT format('relation %s kind %s options %s bound %s persistence %s acl %s partition %s%s', name, relkind,
                reloptions, pg_get_expr(relpartbound, oid), relpersistence, relacl, relispartition,
                (SELECT string_agg(inhparent::regclass || CASE WHEN inhdetachpending THEN ' pending' ELSE '' END, ',')
                 FROM pg_inherits WHERE inhrelid = relations.oid)) AS line
  FROM relations
  UNION ALL
  SELECT format('column %s.%s %s %s not null %s default %s identity %s generated %s', r.name, a.attname, a.attnum,
                format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity,
                a.attgenerated)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION ALL
  SELECT format('index %s valid %s ready %s live %s clustered %s', pg_get_indexdef(i.indexrelid), i.indisvalid,
                i.indisready, i.indislive, i.indisclustered)
  FROM pg_index i JOIN relations r ON r.oid = i.indrelid
  UNION ALL
  SELECT format('constraint %s on %s %s validated %s', c.conname, r.name, pg_get_constraintdef(c.oid), c.convalidated)
  FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid
  UNION ALL
  SELECT format('trigger %s on %s enabled %s', pg_get_triggerdef(t.oid), r.name, t.tgenabled)
  FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
  UNION ALL
  SELECT format('view %s %s', name, pg_get_viewdef(oid)) FROM relations WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT format('function %s', pg_get_functiondef(p.oid)) FROM pg_proc p JOIN spaces n ON n.oid = p.pronamespace
  WHERE p.prokind IN ('f', 'p')
  UNION ALL
  SELECT format('type %s kind %s base %s values %s constraints %s', t.typname, t.typtype,
                format_type(t.typbasetype, t.typtypmod),
                (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
                (SELECT string_agg(pg_get_constraintdef(oid), ',') FROM pg_constraint WHERE contypid = t.oid))
  FROM pg_type t JOIN spaces n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd')
  UNION ALL
  SELECT format('comment on %s %s: %s', t.typname, d.objsubid, d.description)
  FROM pg_description d JOIN pg_type t ON t.oid = d.objoid JOIN spaces n ON n.oid = t.typnamespace
  UNION ALL
  SELECT format('schema %s', nspname) FROM spaces WHERE nspname NOT LIKE '%clearway%'
) lines
ORDER BY 1
