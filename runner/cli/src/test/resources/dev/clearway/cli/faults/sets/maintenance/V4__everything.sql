INSERT INTO journal VALUES ('maintenance 4 before');
ANALYZE items;
VACUUM FULL items;
INSERT INTO journal VALUES ('maintenance 4 after');
