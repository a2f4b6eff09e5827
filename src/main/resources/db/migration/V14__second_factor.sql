-- A person's second factor (FR-028-002): the seed of their authenticator app, sealed and bound to
-- the person's row, so that it does not open beside another person. It counts once it is confirmed.
create table second_factor (
  id uuid not null primary key,
  tenant varchar(63) not null,
  sealed bytea not null,
  key_version integer not null,
  begun_at timestamp(6) with time zone not null,
  confirmed_at timestamp(6) with time zone,
  used_step bigint not null,
  failures integer not null,
  failed_at timestamp(6) with time zone,
  row_version bigint not null,
  constraint second_factor_person foreign key (id) references person (id) on delete cascade
);
create index second_factor_by_key_version on second_factor (key_version, id);

-- Codes for the day the app is lost, each of which works once.
create table recovery_code (
  id uuid not null primary key,
  tenant varchar(63) not null,
  person uuid not null,
  digest bytea not null,
  used_at timestamp(6) with time zone,
  constraint recovery_code_once unique (person, digest),
  constraint recovery_code_person foreign key (person) references person (id) on delete cascade
);

-- Whom a second factor is demanded of; nobody while it is null.
alter table installation add column second_factor_of varchar(32);
