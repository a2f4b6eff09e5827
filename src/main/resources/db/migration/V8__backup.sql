-- The backups that were made here (VAULT-10). The files are on this machine, so that these rows are
-- in no backup themselves.
create table backup (
  id uuid not null primary key,
  file_name varchar(64) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  scheduled boolean not null,
  bytes bigint not null,
  row_count bigint not null,
  sha256 bytea not null,
  protected_by varchar(16) not null,
  key_versions varchar(8000) not null,
  verified_at timestamp(6) with time zone,
  verification varchar(300),
  constraint backup_file_once unique (file_name)
);
create index backup_newest on backup (created_at desc);

-- While a backup is restored: the last number the backup brings to each numbered table. A start
-- that finds it empties the tables again.
alter table installation add column restoring varchar(500);
