-- What a run must not leave behind in the current database, one line of text each.
-- Works on PostgreSQL 14 to 18. Run by a superuser: others see no application_name of strangers.
SELECT format('session %s (%s, %s) %s', pid, application_name, coalesce(state, '?'), left(query, 200))
FROM pg_stat_activity
WHERE datname = current_database()
  AND pid <> pg_backend_pid()
  AND (application_name ILIKE 'clearway%' OR application_name ILIKE 'flyway%')
UNION ALL
SELECT format('advisory lock (%s, %s, %s) of session %s', classid, objid, objsubid, coalesce(pid, 0))
FROM pg_locks
WHERE locktype = 'advisory'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL
SELECT format('prepared transaction %s', gid)
FROM pg_prepared_xacts
WHERE database = current_database()
UNION ALL
SELECT format('invalid index %s', indexrelid::regclass)
FROM pg_index
WHERE NOT indisvalid
