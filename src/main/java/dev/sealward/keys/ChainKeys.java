package dev.sealward.keys;

import dev.sealward.audit.ChainKey;
import dev.sealward.audit.ChainMac;
import dev.sealward.audit.ChainMarks;
import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.SigningKey;
import dev.sealward.crypto.VerifyingKey;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Refused;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trail's key: random, sealed by the ring, in memory while the ring is open. One for the
 * installation; rows and seals name their tenant.
 *
 * <p>Thread-safe. Loaded when the ring opens, before anybody else is told: what is audited while
 * the ring is being rotated must not ask the ring.
 */
@ApplicationScoped
class ChainKeys implements ChainKey {
  private static final Logger LOG = Logger.getLogger(ChainKeys.class.getName());
  private static final String NAME = "audit-chain";
  private static final String SIGNING = "audit-checkpoint";
  private static final int KEY_BYTES = 32;
  private static final long MAX_WAIT_SECONDS = 5;

  private final KeyRing keyRing;
  private final ChainMarks marks;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable ChainMac mac;

  @Inject
  ChainKeys(KeyRing keyRing, ChainMarks marks) {
    this.keyRing = keyRing;
    this.marks = marks;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  ChainKeys() {
    this(null, null);
  }

  void onOpened(@Observes @Priority(1) KeyRingOpened opened) {
    if (loading.isLocked()) {
      return;
    }
    try {
      mac();
    } catch (RuntimeException e) {
      // Others wait for the ring, too; what has to be audited will be refused with the reason.
      LOG.log(Level.SEVERE, "The audit trail's key does not open.", e);
    }
  }

  @Override
  public Optional<ChainMac> mac() {
    if (!(keyRing.state() instanceof KeyState.Open)) {
      mac = null;
      return Optional.empty();
    }
    ChainMac known = mac;
    return known == null ? loaded() : Optional.of(known);
  }

  private Optional<ChainMac> loaded() {
    // That the key does not open is recorded, too, and that without it.
    if (loading.isHeldByCurrentThread()) {
      return Optional.empty();
    }
    // With a limit: who loads may have to wait for the ring, and who has the ring comes here.
    if (!taken()) {
      throw Refused.unavailable(
          "KEY_UNAVAILABLE", "The audit trail's key is being read.", "Try again shortly.");
    }
    try {
      ChainMac known = mac;
      if (known == null) {
        requireNotLost();
        known = keyRing.useOwnKey(KeyRing.INSTALLATION.tenant(), NAME, ChainKeys::derived);
        mac = known;
      }
      return Optional.of(known);
    } finally {
      loading.unlock();
    }
  }

  /** With a new key nothing of what was written could be told from what is forged. */
  private void requireNotLost() {
    if (!keyRing.hasOwnKey(KeyRing.INSTALLATION.tenant(), NAME) && marks.areThere()) {
      throw Refused.unavailable(
          "AUDIT_KEY_MISSING",
          "The audit trail's key is gone from the database, and the trail is not.",
          "Restore the database from a backup, and find out who can write to it.");
    }
  }

  private boolean taken() {
    try {
      return loading.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public byte[] sign(byte[] text) {
    return useSigningKey(key -> key.sign(text));
  }

  @Override
  public VerifyingKey verifyingKey() {
    return useSigningKey(SigningKey::verifyingKey);
  }

  private <T> T useSigningKey(Function<SigningKey, T> borrower) {
    return keyRing.useOwnKey(
        KeyRing.INSTALLATION.tenant(),
        SIGNING,
        own -> {
          byte[] seed = derive(own, "checkpoint");
          try (SigningKey key = SigningKey.of(seed)) {
            return borrower.apply(key);
          } finally {
            Arrays.fill(seed, (byte) 0);
          }
        });
  }

  // Derived, so that another of the ring's own keys put in its place makes other MACs.
  private static ChainMac derived(byte[] key) {
    byte[] derived = derive(key, "mac");
    try {
      return ChainMac.of(derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] derive(byte[] key, String use) {
    return Hkdf.derive(key, new byte[0], Info.of("sealward/v1", NAME, use), KEY_BYTES);
  }
}
