-- How long a version's envelope is: one that was cut or lengthened is told from one that was altered.
alter table secret_version add column sealed_bytes integer;
update secret_version set sealed_bytes = octet_length(ciphertext) where ciphertext is not null;
