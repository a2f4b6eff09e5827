-- An entity can be bound to one provider, switched off, and retired for good; its name stays taken.
alter table entity add column provider varchar(63);
alter table entity add column state varchar(16) default 'ENABLED' not null;
alter table entity add column resolves_per_minute integer;

-- A token may be bound to addresses, and be one of a pair while it is rotated. "warned" says of how
-- near an end somebody was told.
alter table machine_token add column last_used_from varchar(64);
alter table machine_token add column sources varchar(800) default '' not null;
alter table machine_token add column replaces varchar(16);
alter table machine_token add column replaced_by varchar(16);
alter table machine_token add column warned integer default 0 not null;
create index machine_token_by_age on machine_token (tenant, entity, created_at, id);
create index machine_token_by_end on machine_token (expires_at);

-- Where an entity calls from: addresses, and of IPv6 the networks (/64).
create table entity_network (
  tenant varchar(63) not null,
  entity varchar(63) not null,
  network varchar(64) not null,
  first_seen_at timestamp(6) with time zone not null,
  last_seen_at timestamp(6) with time zone not null,
  primary key (tenant, entity, network),
  constraint entity_network_entity foreign key (tenant, entity) references entity (tenant, name)
);

-- When it is at work: calls by the hour of the week, UTC, Monday's first hour being 0.
create table entity_hour (
  tenant varchar(63) not null,
  entity varchar(63) not null,
  hour_of_week integer not null,
  calls bigint not null,
  first_seen_at timestamp(6) with time zone not null,
  primary key (tenant, entity, hour_of_week),
  constraint entity_hour_entity foreign key (tenant, entity) references entity (tenant, name)
);

-- The entity an alert is about.
alter table security_alert add column entity varchar(63);
create index security_alert_by_entity on security_alert (tenant, entity, kind, raised_at);
