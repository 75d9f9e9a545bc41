-- Takes a failed row out of Flyway's history. Of its script the ledger keeps what was begun, and the
-- rest of the script may be another one then.
with removed as (${delete} returning script),
     unbegun as (delete from ${ledger} l using removed r where l.script = r.script and l.state = 'pending')
update ${ledger} l set repaired = true
from removed r
where l.script = r.script and l.state <> 'pending'
