INSERT INTO journal VALUES ('mixed 3 before');
VACUUM orders;
INSERT INTO journal VALUES ('mixed 3 after');
