-- Where a version's envelope is kept and under which id; the store db is the column ciphertext.
alter table secret_version add column store varchar(16) default 'db' not null;
alter table secret_version add column blob_id varchar(36);
update secret_version set blob_id = cast(secret_id as varchar(36)) where ciphertext is not null;
create index secret_version_by_store on secret_version (store, secret_id, number);
create index secret_version_by_blob on secret_version (blob_id);

-- Blobs in other stores that nothing names, or that nothing may name: written before the blob is,
-- taken back in the transaction that names it.
create table store_garbage (
  blob_id uuid not null primary key,
  store varchar(16) not null,
  secret_id uuid not null,
  version integer not null,
  tenant varchar(63) not null,
  workspace varchar(63) not null,
  environment varchar(16) not null,
  provider varchar(63) not null,
  name varchar(128) not null,
  not_before timestamp(6) with time zone not null
);
create index store_garbage_due on store_garbage (not_before);

-- State and store besides, so that what a key version protects is counted without reading a row.
create index secret_version_by_key on secret_version (key_version, secret_id, number, state, store);
