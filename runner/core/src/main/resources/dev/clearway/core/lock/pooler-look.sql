-- Which session this is, and the mark that it has.
-- Works on every version; needs no privilege.
select pg_catalog.pg_backend_pid()                                          as pid,
       pg_catalog.current_setting('clearway.probe', true)                   as mark
