-- Whether a table is a partition of another, and if it is half detached, the statement that ends it.
-- Works on 14 and newer; needs no privilege.
--   $1  the oid of the partitioned table, $2 that of the partition
select i.inhdetachpending                                                     as pending,
       pg_catalog.format('alter table %s detach partition %s finalize',
                         i.inhparent::regclass, i.inhrelid::regclass)         as finish
from pg_catalog.pg_inherits i
where i.inhparent = (?::bigint)::oid and i.inhrelid = (?::bigint)::oid
