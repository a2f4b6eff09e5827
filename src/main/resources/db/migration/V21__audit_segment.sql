-- Rows of the trail that left the table: each stretch of a tenant's chain that stands in a file now (VAULT-05). Only ever added,
-- except that the schema's owner marks what has been taken out of the tables; a file is written before its row, and what it
-- holds is taken out after it.
create table audit_segment (
  tenant varchar(63) not null,
  number bigint not null,
  first_seal bigint not null,
  last_seal bigint not null,
  first_id bigint not null,
  last_id bigint not null,
  row_count bigint not null,
  unproved bigint not null,
  first_time timestamp(6) with time zone not null,
  last_time timestamp(6) with time zone not null,
  mac_before bytea not null,
  mac_after bytea not null,
  archived_at timestamp(6) with time zone not null,
  bytes bigint not null,
  digest bytea not null,
  mac bytea not null,
  taken_out boolean not null,
  primary key (tenant, number)
);
create index audit_segment_by_seal on audit_segment (tenant, last_seal);
