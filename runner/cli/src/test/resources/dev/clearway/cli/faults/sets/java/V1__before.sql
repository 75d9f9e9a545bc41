INSERT INTO journal VALUES ('before Java');
