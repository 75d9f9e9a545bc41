-- What the connection is to. Works on every version; needs no privilege.
select pg_catalog.current_database()                                        as database,
       pg_catalog.current_setting('server_version')                         as version,
       pg_catalog.current_setting('server_version_num')::int                as version_number,
       current_user                                                         as role,
       pg_catalog.pg_backend_pid()                                          as pid
