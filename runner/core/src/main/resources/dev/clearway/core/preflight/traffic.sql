-- What has been done to tables since their statistics were reset: scans of them, and rows written.
--   $1  whether all tables of users are asked for    $2  relation oids otherwise
-- Works on 12 and newer; needs no privilege. A session reports what it has done once a second, and
-- when it goes idle.
select s.relid::bigint                                                      as oid,
       coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0)                    as reads,
       s.n_tup_ins + s.n_tup_upd + s.n_tup_del                              as writes
from pg_catalog.pg_stat_user_tables s
where ? or s.relid = any (?::oid[])
