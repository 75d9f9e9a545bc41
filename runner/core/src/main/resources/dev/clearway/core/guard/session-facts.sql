-- What the guard needs to know of a migration session. Works on every version; needs no privilege.
select pg_catalog.pg_backend_pid()                                                   as pid,
       (select setting from pg_catalog.pg_settings where name = 'deadlock_timeout')::bigint
                                                                                     as deadlock_timeout_ms,
       pg_catalog.current_setting('lock_timeout')                                    as lock_timeout,
       pg_catalog.current_setting('statement_timeout')                               as statement_timeout,
       current_user                                                                  as role,
       pg_catalog.current_setting('application_name')                                as application,
       pg_catalog.current_setting('client_connection_check_interval', true) is not null
         and pg_catalog.version() !~* 'windows|mingw|msvc|visual c'                  as checks_client
