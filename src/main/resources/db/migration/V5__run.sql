-- Projects, their runs and the runs' events. run_event holds masked text only.

create table project (
  id uuid not null primary key,
  tenant varchar(63) not null,
  workspace varchar(63) not null,
  project_id varchar(63) not null,
  display_name varchar(100) not null,
  description varchar(1000) not null,
  created_at timestamp(6) with time zone not null,
  created_by varchar(255) not null,
  row_version bigint not null,
  constraint project_id_unique unique (tenant, project_id)
);

create table run (
  id uuid not null primary key,
  tenant varchar(63) not null,
  workspace varchar(63) not null,
  project_id varchar(63) not null,
  title varchar(200) not null,
  run_state varchar(16) not null,
  started_by varchar(255) not null,
  started_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone,
  last_seq bigint not null,
  events bigint not null,
  masked bigint not null,
  row_version bigint not null,
  constraint run_in_project foreign key (tenant, project_id) references project (tenant, project_id)
);

create index run_newest_first on run (tenant, project_id, started_at desc, id desc);

create table run_event (
  run_id uuid not null,
  seq bigint not null,
  event_time timestamp(6) with time zone not null,
  stream varchar(32) not null,
  log_level varchar(8) not null,
  masked_text varchar(1048576) not null,
  text_chars integer not null,
  masked integer not null,
  constraint run_event_key primary key (run_id, seq),
  constraint run_event_of_run foreign key (run_id) references run (id)
);
