-- What kind of server this is. Works on every version and on what only speaks PostgreSQL's
-- protocol; needs no privilege.
SELECT current_database(), version(), current_setting('server_version'), pg_is_in_recovery()
