-- A row for Flyway's history, with the statement ledger kept in step, as one transaction.
delete from ${history} h
where not h.success and exists (select from ${ledger} l where l.script = h.script);
${insert};
delete from ${ledger} l
using ${history} h
where h.script = l.script and h.success
  and h.installed_rank = (select pg_catalog.max(x.installed_rank) from ${history} x)
