-- Which account at an OpenID provider is whose. Until somebody entered by its e-mail address a link has no subject.
create table person_link (
  id uuid not null primary key,
  tenant varchar(63) not null,
  person uuid not null,
  issuer varchar(255) not null,
  subject varchar(255),
  email varchar(254),
  account_name varchar(100) not null,
  linked_at timestamp(6) with time zone not null,
  linked_by varchar(128) not null,
  last_used_at timestamp(6) with time zone,
  row_version bigint not null,
  constraint person_link_person foreign key (person) references person (id) on delete cascade,
  constraint person_link_subject_once unique (issuer, subject),
  constraint person_link_email_once unique (issuer, email),
  constraint person_link_names_one check (subject is not null or email is not null)
);
create index person_link_by_person on person_link (tenant, person);
