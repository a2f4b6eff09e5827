package dev.sealward.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What one Argon2id computation (RFC 9106, version 0x13) costs.
 *
 * <p>The upper bounds keep an edited row from asking for all memory or time; the lower ones are the
 * RFC's.
 *
 * @param memoryKib 8 times the lanes to 65536 (64 MiB)
 * @param passes 1 to 16
 * @param lanes 1 to 4
 */
record Argon2Cost(int memoryKib, int passes, int lanes) {
  /** OWASP's recommendation for servers: 19 MiB, two passes, one lane. */
  static final Argon2Cost DEFAULT = new Argon2Cost(19_456, 2, 1);

  private static final int MAX_MEMORY_KIB = 65_536;
  private static final int MAX_PASSES = 16;
  private static final int MAX_LANES = 4;

  Argon2Cost {
    boolean inBounds =
        lanes >= 1
            && lanes <= MAX_LANES
            && passes >= 1
            && passes <= MAX_PASSES
            && memoryKib >= 8 * lanes
            && memoryKib <= MAX_MEMORY_KIB;
    if (!inBounds) {
      throw new IllegalArgumentException("the Argon2 cost is out of bounds");
    }
  }

  byte[] derive(byte[] password, byte[] salt, int lengthBytes) {
    return derive(password, parameters().withSalt(salt).build(), lengthBytes);
  }

  Argon2Parameters.Builder parameters() {
    return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(memoryKib)
        .withIterations(passes)
        .withParallelism(lanes);
  }

  static byte[] derive(byte[] password, Argon2Parameters parameters, int lengthBytes) {
    byte[] tag = new byte[lengthBytes];
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters);
    generator.generateBytes(password, tag);
    return tag;
  }
}
