package dev.sealward.kernel;

/** A tenant: the outermost boundary; nothing of one tenant is visible to another. */
public record TenantId(String value) {
  public TenantId {
    Input.id("tenant", value);
  }

  public static TenantId of(String value) {
    return new TenantId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
