package dev.sealward.access;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The key of a workspace. JPA asks for a class with these two fields. */
class WorkspaceKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private String tenant;
  private String name;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  public WorkspaceKey() {}

  WorkspaceKey(String tenant, String name) {
    this.tenant = tenant;
    this.name = name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WorkspaceKey key
        && Objects.equals(tenant, key.tenant)
        && Objects.equals(name, key.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenant, name);
  }
}
