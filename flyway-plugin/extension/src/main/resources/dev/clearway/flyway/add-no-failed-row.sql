-- A row for Flyway's history that does not stay if it says that a script failed, as one transaction.
${insert};
delete from ${history} h
where not h.success and h.installed_rank = (select pg_catalog.max(x.installed_rank) from ${history} x)
