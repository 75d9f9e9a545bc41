-- The table of runs. Needs CREATE in the schema, as the history table did. Works on every version.
create table if not exists ${runs} (
  run             text                     primary key,
  started_at      timestamp with time zone not null,
  finished_at     timestamp with time zone not null,
  outcome         text                     not null,
  victims         integer                  not null,
  longest_wait_ms bigint                   not null,
  summary         jsonb                    not null
)
