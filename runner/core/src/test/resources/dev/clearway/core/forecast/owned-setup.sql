create schema app; set search_path=app;
do $$ begin create role sn1; create role sn2; exception when duplicate_object then null; end $$;
grant create, usage on schema app to sn1, sn2;
create table mine(id int primary key, s serial, t text); create table theirs(id int primary key, m int references mine(id)); create table pm(id int) partition by range(id); create table pm1 partition of pm for values from (0) to (10);
create view mv1 as select * from mine; create view tv as select * from mine; create function fo() returns trigger language plpgsql as 'begin return new; end'; create trigger tt before insert on theirs for each row execute function fo(); create sequence msq; create type mty as (a int); create domain mdo as int; create table ud(d mdo); create materialized view mmv as select 1 as a; create index on mmv(a);
alter table mine owner to sn1; alter table pm owner to sn1; alter view mv1 owner to sn1; alter function fo() owner to sn1; alter sequence msq owner to sn1; alter type mty owner to sn1; alter domain mdo owner to sn1; alter materialized view mmv owner to sn1;
