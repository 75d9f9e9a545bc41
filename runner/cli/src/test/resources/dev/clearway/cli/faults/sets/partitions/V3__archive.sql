ALTER TABLE measurements_2024 RENAME TO measurements_archive;
INSERT INTO journal SELECT 'archived ' || count(*) FROM measurements_archive;
