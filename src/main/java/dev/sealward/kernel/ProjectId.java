package dev.sealward.kernel;

/** A project, unique in its tenant; it is what runs belong to and what its page's address names. */
public record ProjectId(String value) {
  public ProjectId {
    Input.id("project", value);
  }

  public static ProjectId of(String value) {
    return new ProjectId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
