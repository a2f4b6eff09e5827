-- A second thing an action involved, such as the entity of a grant; and the row's MAC over all its
-- fields (VAULT-05). Rows from before have none, and neither has what was written while no key was open.
alter table audit_event add column other_kind varchar(32);
alter table audit_event add column other_id varchar(512);
alter table audit_event add column mac bytea;
create index audit_event_by_other on audit_event (tenant, other_kind, other_id, id desc);

-- The chain: each seal covers rows that had committed by then and names the seal before it. Seals and
-- links are only ever added. A row's link is apart from the row, which is never changed; ids say
-- nothing of the order in which rows committed.
create table audit_seal (
  tenant varchar(63) not null,
  number bigint not null,
  first_id bigint not null,
  last_id bigint not null,
  row_count integer not null,
  unproved integer not null,
  previous bytea not null,
  rows_hash bytea not null,
  sealed_at timestamp(6) with time zone not null,
  mac bytea not null,
  primary key (tenant, number)
);

create table audit_link (
  event_id bigint not null primary key,
  tenant varchar(63) not null,
  seal bigint not null
);
create index audit_link_by_seal on audit_link (tenant, seal, event_id);

-- One row a tenant: who seals holds it, and how far verification came.
create table audit_chain (
  tenant varchar(63) not null primary key,
  last_seal bigint not null,
  last_mac bytea not null,
  verified_seal bigint not null,
  verified_at timestamp(6) with time zone
);

-- What verification found; it is never put right.
create table audit_break (
  tenant varchar(63) not null,
  kind varchar(32) not null,
  seal bigint not null,
  event_id bigint not null,
  found_at timestamp(6) with time zone not null,
  primary key (tenant, kind, seal, event_id)
);
