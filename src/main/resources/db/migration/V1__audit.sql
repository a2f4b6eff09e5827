-- The audit trail (ST-SEC-010) is append-only: nothing updates or deletes its rows, and no foreign
-- key leads to or from them, so that history outlives what it is about.
create sequence audit_event_seq start with 50 increment by 50;

create table audit_event (
  id bigint not null primary key,
  tenant varchar(63) not null,
  occurred_at timestamp(6) with time zone not null,
  actor_kind varchar(16) not null,
  actor varchar(128) not null,
  action varchar(64) not null,
  target_kind varchar(32) not null,
  target_id varchar(512) not null,
  outcome varchar(16) not null,
  code varchar(64),
  detail varchar(512),
  address varchar(64) not null,
  correlation_id uuid not null
);

create index audit_event_by_time on audit_event (tenant, id desc);
create index audit_event_by_target on audit_event (tenant, target_kind, target_id, id desc);
create index audit_event_by_actor on audit_event (tenant, actor, id desc);
create index audit_event_by_correlation on audit_event (tenant, correlation_id, id desc);

-- Security alerts (ST-SEC-004, ST-SEC-006): open until someone acknowledges them.
create sequence security_alert_seq start with 50 increment by 50;

create table security_alert (
  id bigint not null primary key,
  tenant varchar(63) not null,
  raised_at timestamp(6) with time zone not null,
  kind varchar(64) not null,
  component varchar(200) not null,
  detail varchar(512) not null,
  acknowledged_at timestamp(6) with time zone,
  acknowledged_by varchar(128),
  row_version integer not null
);

create index security_alert_by_time on security_alert (tenant, id desc);
create index security_alert_open on security_alert (tenant, acknowledged_at);
