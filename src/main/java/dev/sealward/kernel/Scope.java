package dev.sealward.kernel;

/** Where a secret lives: tenant / workspace / environment / provider. */
public record Scope(
    TenantId tenant, WorkspaceId workspace, Environment environment, ProviderId provider) {

  @Override
  public String toString() {
    return tenant + "/" + workspace + "/" + environment.text() + "/" + provider;
  }
}
