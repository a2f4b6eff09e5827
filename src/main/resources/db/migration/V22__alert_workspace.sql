-- The workspace an alert is about. One without concerns the whole tenant, and is for who reaches all of it.
alter table security_alert add column workspace varchar(63);
update security_alert set workspace =
  (select e.workspace from entity e where e.tenant = security_alert.tenant and e.name = security_alert.entity)
  where entity is not null;
create index security_alert_by_workspace on security_alert (tenant, workspace, id desc);
create index security_alert_open_by_workspace on security_alert (tenant, workspace, acknowledged_at);

-- Where a pass of long work goes on, also after a start.
alter table batch_work add column place varchar(300);
