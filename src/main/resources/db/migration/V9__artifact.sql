-- Artifacts and prompts of runs (ST-SEC-005). An artifact's bytes are a file named by its id; the
-- database says which of the files count.
create table artifact (
  id uuid not null primary key,
  run_id uuid not null,
  name varchar(128) not null,
  stored_at timestamp(6) with time zone not null,
  stored_by varchar(255) not null,
  kind varchar(16) not null,
  media_type varchar(64) not null,
  bytes bigint not null,
  sha256 bytea not null,
  masked bigint not null,
  members integer not null,
  constraint artifact_name_once unique (run_id, name),
  constraint artifact_of_run foreign key (run_id) references run (id)
);

-- Files that go unless an artifact comes to name them: each is here before it is begun, and again
-- once its artifact is deleted.
create table artifact_garbage (
  artifact_id uuid not null primary key,
  not_before timestamp(6) with time zone not null
);
create index artifact_garbage_due on artifact_garbage (not_before);

-- What was sent to a model, masked. failure says why a prompt has no text.
create table prompt (
  run_id uuid not null,
  number integer not null,
  stored_at timestamp(6) with time zone not null,
  chars integer not null,
  masked integer not null,
  failure varchar(64),
  constraint prompt_key primary key (run_id, number),
  constraint prompt_of_run foreign key (run_id) references run (id)
);

create table prompt_part (
  run_id uuid not null,
  number integer not null,
  part integer not null,
  masked_text varchar(500000) not null,
  constraint prompt_part_key primary key (run_id, number, part),
  constraint prompt_part_of_prompt foreign key (run_id, number) references prompt (run_id, number)
);
