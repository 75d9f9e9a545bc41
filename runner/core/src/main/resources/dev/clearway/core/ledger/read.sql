-- What the ledger says of one script, or of all where $1 is null. Works on every version.
--   $1  the script's name
select l.script, l.ordinal, l.line, l.checksum, l.hash, l.statement, l.state, l.before, l.run,
       l.repaired, l.changed_at
from ${ledger} l
where l.script = coalesce(?, l.script)
order by l.script, l.ordinal
