-- Flyway's own placeholders: who deployed, and from which script.
CREATE TABLE release_log (
  deployed_at timestamptz NOT NULL DEFAULT now(),
  deployed_by text        NOT NULL,
  script      text        NOT NULL
);

INSERT INTO release_log (deployed_by, script)
VALUES ('${flyway:user}', '${flyway:filename}');
