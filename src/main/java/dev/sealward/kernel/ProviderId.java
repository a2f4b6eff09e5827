package dev.sealward.kernel;

/** A provider of credentials, such as {@code github}; {@code generic} when there is none. */
public record ProviderId(String value) {
  public ProviderId {
    Input.id("provider", value);
  }

  public static ProviderId of(String value) {
    return new ProviderId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
