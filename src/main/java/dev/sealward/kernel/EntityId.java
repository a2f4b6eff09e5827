package dev.sealward.kernel;

/** An entity: a skill, tool, agent or provider adapter that holds machine tokens. */
public record EntityId(String value) {
  public EntityId {
    Input.id("entity", value);
  }

  public static EntityId of(String value) {
    return new EntityId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
