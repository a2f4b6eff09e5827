-- When somebody's sessions end, what they must do first, and where they were last.
alter table person add column session_epoch bigint default 1 not null;
alter table person add column must_change_password boolean default false not null;
alter table person add column disabled_at timestamp(6) with time zone;
alter table person add column last_address varchar(64);
alter table person add column earlier_signed_in_at timestamp(6) with time zone;
alter table person add column earlier_address varchar(64);

-- The workspaces of a tenant. What names one that is not here has no way in.
create table workspace (
  tenant varchar(63) not null,
  name varchar(63) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(128) not null,
  constraint workspace_once primary key (tenant, name)
);
insert into workspace (tenant, name, created_at, created_by)
select named.tenant, named.workspace, current_timestamp, 'set-up'
from (
  select 'default' as tenant, 'default' as workspace
  union select tenant, workspace from secret
  union select tenant, workspace from entity
  union select tenant, workspace from project
) named;

-- Where operators and viewers were let in; other roles reach the whole tenant.
create table person_workspace (
  person uuid not null,
  workspace varchar(63) not null,
  constraint person_workspace_once primary key (person, workspace),
  constraint person_workspace_person foreign key (person) references person (id)
);
