-- People sign in; entities hold machine tokens; policies say which entity may do what to which thing.
create table person (
  id uuid not null primary key,
  tenant varchar(63) not null,
  name varchar(63) not null,
  display_name varchar(100) not null,
  password_hash varchar(200) not null,
  roles varchar(100) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  last_signed_in_at timestamp(6) with time zone,
  row_version bigint not null,
  constraint person_name_once unique (name)
);

create table entity (
  id uuid not null primary key,
  tenant varchar(63) not null,
  workspace varchar(63) not null,
  name varchar(63) not null,
  kind varchar(16) not null,
  description varchar(500) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  row_version bigint not null,
  constraint entity_name_once unique (tenant, name)
);

create table machine_token (
  id varchar(16) not null primary key,
  tenant varchar(63) not null,
  entity varchar(63) not null,
  label varchar(100) not null,
  token_hash bytea not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  expires_at timestamp(6) with time zone,
  last_used_at timestamp(6) with time zone,
  revoked_at timestamp(6) with time zone,
  constraint machine_token_entity foreign key (tenant, entity) references entity (tenant, name)
);
create index machine_token_by_entity on machine_token (tenant, entity);

create table policy (
  id uuid not null primary key,
  tenant varchar(63) not null,
  entity varchar(63) not null,
  target_kind varchar(16) not null,
  target_id varchar(128) not null,
  grant_level varchar(16) not null,
  reason varchar(300) not null,
  granted_by varchar(128) not null,
  granted_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone,
  constraint policy_entity foreign key (tenant, entity) references entity (tenant, name),
  constraint policy_once unique (tenant, entity, target_kind, target_id)
);
create index policy_by_target on policy (tenant, target_kind, target_id);

-- One row: how far set-up came.
create table installation (
  id integer not null primary key,
  set_up_at timestamp(6) with time zone
);
insert into installation (id, set_up_at) values (1, null);
