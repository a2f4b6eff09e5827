package dev.sealward.audit;

/** A row of a tenant's trail was written; whether it commits is not known yet. */
record RowWritten(String tenant) {}
