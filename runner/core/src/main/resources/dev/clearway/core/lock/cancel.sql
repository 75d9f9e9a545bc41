-- Cancels our own statement. A cancel does not reach a session that sits idle in its transaction; where
-- a first cancel has not helped, such a session is ended: its transaction is rolled back and its
-- victims go on.
--   $1  whether a cancel was sent before    $2  our migration session's pid
-- A role may always cancel and terminate its own sessions.
select case when ? and a.state like 'idle in transaction%'
            then pg_catalog.pg_terminate_backend(a.pid)
            else pg_catalog.pg_cancel_backend(a.pid) end
from pg_catalog.pg_stat_activity a
where a.pid = ?
