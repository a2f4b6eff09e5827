-- Master-key rotation (VAULT-06): a rotated version's key is kept sealed under the active one until
-- nothing needs it, so that one source opens the ring.
alter table key_version add column wrapped_key bytea;
alter table key_version add column escrow bytea;
alter table key_version add column rotated_to integer;
alter table key_version add column rotated_at timestamp(6) with time zone;
alter table key_version add column rotated_by varchar(128);
alter table key_version add column retired_at timestamp(6) with time zone;
alter table key_version add column destroyed_at timestamp(6) with time zone;
alter table key_version add column destroyed_by varchar(128);
alter table key_version add column forgotten_at timestamp(6) with time zone;
alter table key_version add column reminded_at timestamp(6) with time zone;
update key_version set state = 'ACTIVE' where state = 'active';

-- The public half of the printed recovery key; master keys are sealed to it. The tag is keyed: who
-- writes to the database cannot put a key of their own in its place.
create table recovery_key (
  id integer not null primary key,
  public_key bytea not null,
  tag bytea not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null
);

-- A secret shows the key version of its active version; a second copy would have to be kept in step.
alter table secret drop column key_version;

alter table secret_mask add column key_version integer default 1 not null;
create index secret_mask_by_key on secret_mask (key_version, id);
create index sealed_key_by_key on sealed_key (key_version, id);

-- Long work through many rows, a batch at a time; at most one row of a kind is not ended.
create table batch_work (
  id uuid not null primary key,
  kind varchar(32) not null,
  subject varchar(64) not null,
  work_state varchar(16) not null,
  total bigint not null,
  done bigint not null,
  failed bigint not null,
  started_at timestamp(6) with time zone not null,
  started_by varchar(128) not null,
  updated_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone
);
create index batch_work_newest on batch_work (kind, started_at desc);

create table batch_failure (
  work_id uuid not null references batch_work (id),
  item varchar(160) not null,
  reason varchar(64) not null,
  primary key (work_id, item)
);
