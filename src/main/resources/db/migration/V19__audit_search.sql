-- Reading the trail (VAULT-05). Pages are cut by time, then id; every index ends with both, newest first, so that whatever a
-- search starts from, a page, a span of time and the page after it are one stretch of one index. Before them stand action and
-- outcome where a thing or somebody is asked for: what was read a million times still shows at once that it was granted twice.
-- The few actions one of them has are found by stepping from one to the next.
drop index audit_event_by_target;
drop index audit_event_by_actor;
drop index audit_event_by_correlation;
drop index audit_event_by_other;

create index audit_event_by_outcome on audit_event (tenant, outcome, occurred_at desc, id desc);
create index audit_event_by_action on audit_event (tenant, action, outcome, occurred_at desc, id desc);
create index audit_event_by_target on audit_event
  (tenant, target_kind, target_id, action, outcome, occurred_at desc, id desc);
create index audit_event_by_other on audit_event (tenant, other_kind, other_id, occurred_at desc, id desc);
create index audit_event_by_actor on audit_event
  (tenant, actor_kind, actor, action, outcome, occurred_at desc, id desc);
create index audit_event_by_correlation on audit_event (tenant, correlation_id, occurred_at desc, id desc);
create index audit_event_by_address on audit_event (tenant, address, occurred_at desc, id desc);

-- How many rows an hour has of a kind, counted when nothing can be added to it any more. Made from the trail alone.
create table trail_count (
  tenant varchar(63) not null,
  about varchar(16) not null,
  id varchar(512) not null,
  hour_start timestamp(6) with time zone not null,
  outcome varchar(16) not null,
  records bigint not null,
  primary key (tenant, about, id, hour_start, outcome)
);
create index trail_count_by_hour on trail_count (tenant, about, hour_start);

-- Which hours of a tenant are counted: all from the one to the other.
create table trail_counted (
  tenant varchar(63) not null primary key,
  counted_from timestamp(6) with time zone not null,
  counted_until timestamp(6) with time zone not null
);
