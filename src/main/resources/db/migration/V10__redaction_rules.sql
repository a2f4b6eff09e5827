-- What operators add to redaction: rules that mask more, and allowances that leave more readable.
create table redaction_rule (
  id uuid not null primary key,
  tenant varchar(63) not null,
  name varchar(63) not null,
  form varchar(16) not null,
  kind varchar(40) not null,
  pattern varchar(1024) not null,
  anchor varchar(64) not null,
  state varchar(16) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  changed_at timestamp(6) with time zone not null,
  changed_by varchar(128) not null,
  row_version bigint not null,
  constraint redaction_rule_name_once unique (tenant, name)
);

-- Grows with each change of a tenant's rules. Its row's lock puts changes in order; by its number a
-- node sees that another one made a change.
create table redaction_epoch (
  tenant varchar(63) not null primary key,
  epoch bigint not null
);

-- How often which rule masked on which way out, by the hour.
create table redaction_count (
  tenant varchar(63) not null,
  hour_start timestamp(6) with time zone not null,
  way_out varchar(16) not null,
  kind varchar(40) not null,
  masked bigint not null,
  primary key (tenant, hour_start, way_out, kind)
);

-- Which values cannot be masked is asked without reading every version.
create index secret_version_unmaskable on secret_version (masking_notes, secret_id);
