package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.RecoveryPublicKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;

/**
 * The recovery key: every master key that is not destroyed is sealed to its public half, and only
 * the print opens that.
 *
 * <p>Guarantee: nothing is sealed to a public half that somebody else put into the database; each
 * carries a tag that only the open ring makes.
 */
final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class.getName());

  private final KeyVersions versions;
  private final SecureRandom random;
  private final Clock clock;
  private final Scope installation;
  private final UnaryOperator<byte[]> tag;

  /**
   * @param tag makes the tag of a public half, with the open ring
   */
  Recovery(
      KeyVersions versions,
      SecureRandom random,
      Clock clock,
      Scope installation,
      UnaryOperator<byte[]> tag) {
    this.versions = versions;
    this.random = random;
    this.clock = clock;
    this.installation = installation;
    this.tag = tag;
  }

  /** Makes the key, in place of an earlier one; the caller closes it. */
  RecoveryKey make(Caller caller, MasterKeys open) {
    RecoveryKey made = RecoveryKey.random(random);
    try {
      RecoveryPublicKey publicKey = made.publicKey();
      Map<Integer, byte[]> escrows = new TreeMap<>();
      open.versions().forEach(version -> escrows.put(version, seal(open, version, publicKey)));
      versions.recoverableBy(
          caller, publicKey.bytes(), tag.apply(publicKey.bytes()), escrows, clock.instant());
      return made;
    } catch (RuntimeException notMade) {
      made.close();
      throw notMade;
    }
  }

  boolean isMade() {
    return versions.recovery().isPresent();
  }

  /** The public half; empty while none was made. */
  Optional<RecoveryPublicKey> publicKey() {
    return versions.recovery().map(this::verified);
  }

  private RecoveryPublicKey verified(RecoveryKeyRow row) {
    if (!row.hasTag(tag.apply(row.publicKey()))) {
      LOG.severe("The recovery key's public half was changed in the database; it is not used.");
      throw Refused.unavailable(
          "RECOVERY_KEY_CHANGED",
          "The recovery key's public half was changed in the database, so nothing is sealed to it.",
          "Find out who can write to the database.",
          "Make a new recovery kit at /settings/backup/recovery-kit.");
    }
    return RecoveryPublicKey.of(row.publicKey());
  }

  /** A master key, sealed to the public half. */
  byte[] seal(MasterKeys open, int version, RecoveryPublicKey publicKey) {
    return open.use(version, key -> publicKey.seal(key, binding(version), random));
  }

  /**
   * The active master key, which the receiver owns and zeroes; empty when this is not the recovery
   * key.
   *
   * @throws Refused CONFLICT when none was made
   */
  Optional<byte[]> open(KeyVersionRow active, RecoveryKey typed) {
    byte[] escrow = active.escrow();
    if (escrow == null) {
      throw Refused.conflict(
          "RECOVERY_NOT_MADE", "No recovery key was made for this installation.");
    }
    byte[] key;
    try (SecretValue opened = typed.open(escrow, binding(active.number()))) {
      key = opened.use(byte[]::clone);
    } catch (UnopenableException notTheOne) {
      return Optional.empty();
    }
    if (!active.recorded().check().accepts(key)) {
      Arrays.fill(key, (byte) 0);
      return Optional.empty();
    }
    return Optional.of(key);
  }

  static Refused wrong() {
    return Refused.field(
        "recoveryKey",
        "RECOVERY_KEY_WRONG",
        "This is not the recovery key of this installation.",
        "Take the newest print; an older recovery key was replaced by it.");
  }

  private Binding binding(int version) {
    return Binding.of("escrow", new UUID(0, version), version, installation);
  }
}
