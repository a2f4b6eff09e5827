-- Secrets: metadata in the clear, values only inside envelopes.
create table secret (
  id uuid not null primary key,
  tenant varchar(63) not null,
  workspace varchar(63) not null,
  environment varchar(16) not null,
  provider varchar(63) not null,
  name varchar(128) not null,
  secret_type varchar(32) not null,
  description varchar(500) not null,
  state varchar(16) not null,
  active_version integer not null,
  key_version integer not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  last_rotated_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone,
  row_version bigint not null,
  constraint secret_name_once unique (tenant, workspace, environment, provider, name)
);
create index secret_by_name on secret (tenant, name, id);

create table secret_version (
  secret_id uuid not null references secret (id),
  number integer not null,
  state varchar(16) not null,
  ciphertext bytea,
  key_version integer not null,
  masking_notes varchar(1000) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  readable_until timestamp(6) with time zone,
  destroyed_at timestamp(6) with time zone,
  primary key (secret_id, number)
);
create index secret_version_to_destroy on secret_version (state, readable_until);

-- What recognises a value in a stream: keyed fingerprints, sealed; they outlive the value.
create table secret_mask (
  id uuid not null primary key,
  tenant varchar(63) not null,
  secret_id uuid not null,
  version integer not null,
  sealed bytea not null,
  retained_until timestamp(6) with time zone
);
create index secret_mask_by_tenant on secret_mask (tenant, id);
create index secret_mask_by_secret on secret_mask (secret_id, version);
