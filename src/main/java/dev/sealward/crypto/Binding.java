package dev.sealward.crypto;

import dev.sealward.kernel.Scope;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * What an envelope belongs to: its purpose, row, version and scope (FOUND-04). An envelope opens
 * only with the binding it was sealed with, so one that was moved to another row, version or scope
 * does not open.
 *
 * <p>Encoding: a list of length-prefixed parts, see {@link Info}; no two different bindings share
 * bytes. What is sealed in different ways is bound under different labels, so that none can stand
 * in for another:
 *
 * <pre>
 * value: "sealward/v1/envelope/value", format, purpose, row id, version, scope parts …
 * wrap:  "sealward/v1/envelope/wrap", format, key_version, purpose, row id, version, scope parts …
 * recovery: "sealward/v1/recovery", format, purpose, row id, version, scope parts …
 * </pre>
 *
 * <p>The value's associated data leaves the key version out: a re-wrap changes it and must not
 * touch the ciphertext. The value is tied to the key version all the same, through its data key.
 *
 * <p>Immutable. Holds nothing secret.
 */
public final class Binding {
  private final String purpose;
  private final byte[] place;

  private Binding(String purpose, byte[] rowId, int version, List<String> scope) {
    if (purpose.isEmpty() || rowId.length == 0 || version < 0) {
      throw new IllegalArgumentException(
          "a binding needs a purpose, a row id and a version that is not negative");
    }
    this.purpose = purpose;
    Frames frames = new Frames().add(purpose).add(rowId).add(version);
    scope.forEach(frames::add);
    this.place = frames.bytes();
  }

  /**
   * For a row inside a scope; the scope's parts are tenant, workspace, environment and provider.
   *
   * @param purpose the kind of thing sealed, for example {@code secret}
   * @param rowId bound as 16 bytes, big endian
   * @param version of the row's value; 0 where there are no versions
   */
  public static Binding of(String purpose, UUID rowId, int version, Scope scope) {
    return new Binding(
        purpose,
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(rowId.getMostSignificantBits())
            .putLong(rowId.getLeastSignificantBits())
            .array(),
        version,
        List.of(
            scope.tenant().value(),
            scope.workspace().value(),
            scope.environment().text(),
            scope.provider().value()));
  }

  /**
   * For anything else, such as a key of the installation or of one tenant.
   *
   * @param rowId not empty; copied
   * @param scope from the outermost part inwards; may be empty
   * @throws IllegalArgumentException if the purpose or the row id is empty, the version negative,
   *     or a part has no UTF-8 form
   */
  public static Binding of(String purpose, byte[] rowId, int version, String... scope) {
    return new Binding(purpose, rowId, version, List.of(scope));
  }

  byte[] valueAad(int format) {
    return new Frames().add("sealward/v1/envelope/value").add(format).addAll(place).bytes();
  }

  byte[] wrapAad(int format, int keyVersion) {
    return new Frames()
        .add("sealward/v1/envelope/wrap")
        .add(format)
        .add(keyVersion)
        .addAll(place)
        .bytes();
  }

  byte[] recoveryAad(int format) {
    return new Frames().add("sealward/v1/recovery").add(format).addAll(place).bytes();
  }

  /** Part of the key derivation of a recovery seal. */
  String purpose() {
    return purpose;
  }
}
