INSERT INTO journal VALUES ('repeatable 1');
