-- The key ring: numbered master-key versions. No key is stored, only what recognises it.
create table key_version (
  number integer not null primary key,
  source varchar(16) not null,
  state varchar(16) not null,
  algorithm varchar(32) not null,
  check_value bytea not null,
  derivation varchar(200),
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null
);

-- Random keys of Sealward's own (mask fingerprints and the like), sealed by the ring.
create table sealed_key (
  id uuid not null primary key,
  tenant varchar(63) not null,
  purpose varchar(40) not null,
  sealed bytea not null,
  key_version integer not null,
  created_at timestamp(6) with time zone not null,
  constraint sealed_key_once unique (tenant, purpose)
);
