package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import org.jspecify.annotations.Nullable;

/** A place a 256-bit master key can come from. */
interface MasterKeySource {

  KeySource source();

  /** How set-up offers it. */
  SourceOption option();

  /**
   * Makes or takes the master key at set-up.
   *
   * @param passphrase what a person typed; empty where the source needs none
   * @throws dev.sealward.kernel.Refused when the source cannot give one, with the remedy
   */
  Made make(char[] passphrase);

  /**
   * Gives the key again after a start.
   *
   * @param derivation what {@link Made#derivation} recorded
   * @param passphrase what a person typed just now; empty at start-up
   */
  Obtained obtain(@Nullable String derivation, char[] passphrase);

  /**
   * A new master key.
   *
   * @param key 32 bytes; the receiver owns and zeroes them
   * @param derivation public parameters needed to get it again, or null
   */
  record Made(byte[] key, @Nullable String derivation) {
    @Override
    public String toString() {
      return "Made[hidden]";
    }
  }

  /** What came of asking the source again. */
  sealed interface Obtained {

    /** The key, or the remedy as a refusal. */
    default byte[] orRefuse() {
      if (this instanceof Key found) {
        return found.key();
      }
      throw Refused.of(Refused.Kind.UNAVAILABLE, ((Unavailable) this).remedy());
    }

    /** 32 bytes; the receiver owns and zeroes them. */
    record Key(byte[] key) implements Obtained {
      @Override
      public String toString() {
        return "Key[hidden]";
      }
    }

    record Unavailable(Remedy remedy) implements Obtained {}
  }
}
