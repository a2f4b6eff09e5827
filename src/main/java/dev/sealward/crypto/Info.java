package dev.sealward.crypto;

/**
 * Says what a derived key or a sealed value is for: the {@code info} of {@link Hkdf#derive} and the
 * associated data of an {@link Aead}.
 *
 * <p>Encoding: every part, the domain first, as {@code length (int32, big endian) ‖ UTF-8}. No two
 * different lists of parts share bytes.
 */
public final class Info {
  private Info() {}

  /**
   * Encodes a domain and its parts.
   *
   * @param domain keeps this use apart from all others, for example {@code sealward/v1}; not empty
   * @param parts what narrows it down, in a fixed order; a part may be empty
   * @throws IllegalArgumentException if the domain is empty or a part has no UTF-8 form
   */
  public static byte[] of(String domain, String... parts) {
    if (domain.isEmpty()) {
      throw new IllegalArgumentException("the domain must not be empty");
    }
    Frames frames = new Frames().add(domain);
    for (String part : parts) {
      frames.add(part);
    }
    return frames.bytes();
  }
}
