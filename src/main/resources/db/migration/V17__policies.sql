-- Policies on scopes: workspace/environment/provider does not fit the old length.
alter table policy alter column target_id set data type varchar(200);
-- Lists by what policies are about, in the order they are paged; and those that end soon.
drop index policy_by_target;
create index policy_by_target on policy (tenant, target_kind, target_id, entity);
create index policy_by_end on policy (tenant, expires_at);
