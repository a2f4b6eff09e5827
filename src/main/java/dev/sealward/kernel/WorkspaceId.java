package dev.sealward.kernel;

/** A workspace inside a tenant. */
public record WorkspaceId(String value) {
  public WorkspaceId {
    Input.id("workspace", value);
  }

  public static WorkspaceId of(String value) {
    return new WorkspaceId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
