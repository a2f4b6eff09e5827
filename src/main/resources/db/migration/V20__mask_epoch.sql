-- Grows with each change that adds masks of a tenant. Its row's lock puts such changes in order; by
-- its number a node sees that another one stored something, and by the masks' reads only what is new.
create table mask_epoch (
  tenant varchar(63) not null primary key,
  epoch bigint not null
);

alter table secret_mask add column epoch bigint default 0 not null;
create index secret_mask_by_epoch on secret_mask (tenant, epoch);
