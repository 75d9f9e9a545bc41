-- How far a standby is behind, and how it treats readers that are in the way of replay. replay_lag is
-- the age of the last replayed transaction, and nothing where all that was received is replayed.
-- Works on 12 and newer; needs no privilege.
select pg_catalog.pg_is_in_recovery()                                       as standby,
       case
         when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() then 0
         else extract(epoch from pg_catalog.clock_timestamp()
                - pg_catalog.pg_last_xact_replay_timestamp()) * 1000
       end                                                                  as lag_ms,
       case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_is_wal_replay_paused() else false end
                                                                            as paused,
       pg_catalog.current_setting('max_standby_streaming_delay')            as delay
