-- The statement ledger: one row for each statement of a script that runs outside a transaction, from
-- the script's beginning until Flyway's history has it. Needs CREATE in the schema, as the history
-- table did. Works on every version.
create table ${ledger} (
  script     text                     not null,
  ordinal    integer                  not null,
  line       integer                  not null,
  checksum   integer,
  hash       text                     not null,
  statement  text                     not null,
  state      text                     not null check (state in ('pending', 'begun', 'done')),
  before     bigint[]                 not null default '{}',
  run        text                     not null,
  repaired   boolean                  not null default false,
  changed_at timestamp with time zone not null default pg_catalog.clock_timestamp(),
  primary key (script, ordinal)
)
