package dev.sealward.kernel;

/** What modules on one floor tell each other: a closed set of kinds, ids only, never a value. */
public sealed interface DomainEvent {

  /** Events of a run were stored up to {@code lastSeq}, or its state changed. */
  record RunAdvanced(TenantId tenant, RunId run, long lastSeq) implements DomainEvent {}

  /** The key ring opened: what was sealed can be read from now on. */
  record KeyRingOpened(int keyVersion) implements DomainEvent {}
}
