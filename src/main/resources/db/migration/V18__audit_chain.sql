-- A second thing an action involved, such as the entity of a grant; and the row's MAC over all its
-- fields (VAULT-05). Rows from before have none, and neither has what was written while no key was open.
alter table audit_event add column other_kind varchar(32);
alter table audit_event add column other_id varchar(512);
alter table audit_event add column mac bytea;
create index audit_event_by_other on audit_event (tenant, other_kind, other_id, id desc);
