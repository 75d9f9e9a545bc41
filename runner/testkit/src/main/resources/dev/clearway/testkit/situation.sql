-- Who does what in the current database, and which locks are held and waited for: for the message
-- of a wait that was in vain. Works on PostgreSQL 14 to 18. Run by a superuser, who sees all.
SELECT format(
         'session %s %s (%s) %s%s: %s', pid, application_name, usename, coalesce(state, '?'),
         coalesce(', waits for ' || wait_event_type || ':' || wait_event, ''), left(query, 200))
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
UNION ALL
SELECT format(
         'lock %s %s %s by %s', l.mode,
         coalesce('on ' || l.relation::regclass::text, l.locktype),
         CASE WHEN l.granted THEN 'held' ELSE 'wanted' END,
         coalesce('session ' || l.pid, 'a prepared transaction'))
FROM pg_locks AS l
LEFT JOIN pg_database AS d ON d.oid = l.database
WHERE coalesce(d.datname, current_database()) = current_database()
  AND l.locktype <> 'virtualxid'
  AND l.pid IS DISTINCT FROM pg_backend_pid()
