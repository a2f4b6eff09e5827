-- The counts of whole days, summed up from those of their hours, so that a month's are few rows.
create table trail_day (
  tenant varchar(63) not null,
  about varchar(16) not null,
  id varchar(512) not null,
  day_start timestamp(6) with time zone not null,
  outcome varchar(16) not null,
  records bigint not null,
  primary key (tenant, about, id, day_start, outcome)
);
create index trail_day_by_day on trail_day (tenant, about, day_start, id, outcome, records);

-- Before it every day that is counted is summed up; none is while it is null.
alter table trail_counted add column days_until timestamp(6) with time zone;

-- How many rows carry no proof is asked for with every view of the trail; few seals have any.
create index audit_seal_by_unproved on audit_seal (tenant, unproved);

-- Lists of policies by level, in the order they are paged.
create index policy_by_level on policy (tenant, grant_level, entity, target_kind, target_id);
