package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import org.jspecify.annotations.Nullable;

/** A place a 256-bit master key can come from. */
interface MasterKeySource {

  KeySource source();

  /** How set-up offers it. */
  SourceOption option();

  /**
   * Makes or takes the master key of a new version.
   *
   * @param version the number it will have; an attempt that was cut short is taken up again
   * @param present recognises the key of the version it replaces, which is no answer; null at
   *     set-up
   * @param passphrase what a person typed; empty where the source needs none
   * @throws dev.sealward.kernel.Refused when the source cannot give one, with the remedy
   */
  Made make(int version, @Nullable KeyCheck present, char[] passphrase);

  /**
   * Gives the key again after a start. A source that knows several candidates gives the one that
   * {@link Recorded#check} accepts; the ring checks it in any case.
   *
   * @param passphrase what a person typed just now; empty at start-up
   */
  Obtained obtain(Recorded recorded, char[] passphrase);

  /** Removes what the source keeps of a destroyed version; nothing where it keeps nothing. */
  void forget(Recorded recorded);

  /**
   * What the ring recorded of a version.
   *
   * @param derivation as {@link Made#derivation} gave it
   */
  record Recorded(int version, @Nullable String derivation, KeyCheck check) {}

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
