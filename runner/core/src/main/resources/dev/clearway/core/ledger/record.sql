-- How far one statement is. Works on every version.
--   $1  its state
--   $2  what was seen in the catalog before it began
--   $3  the run
--   $4  the script's name and $5 the statement's place in it
update ${ledger}
set state = ?, before = ?, run = ?, changed_at = pg_catalog.clock_timestamp()
where script = ? and ordinal = ?
