package dev.sealward.secret;

import dev.sealward.audit.Target;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.guard.MaskSource;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.BoundTo;
import dev.sealward.keys.Damage;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.Diagnosis.Suspicion;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Unopenable;
import dev.sealward.redaction.Mask;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Hands the stored masks to the guard at a start, without opening a single secret. One that was
 * changed in the database is reported, and made again from the value it belongs to, and so is one
 * that is missing; when that does not open either, nothing is let through. A changed mask of a
 * destroyed value is alerted to and left out: nothing can make it again, and keeping all back would
 * hold up only who did not think of taking the mask away altogether.
 *
 * <p>Does not protect against: some of several masks of one version, or the masks of a destroyed
 * value, that somebody took away.
 */
@ApplicationScoped
class LoadedMasks implements MaskSource {
  private static final String FINGERPRINTS = "fingerprints";

  /** Damage beyond this is no accident that repairing could mend. */
  private static final int MAX_REPAIRS = 1_000;

  /** Where each changed mask came from is looked for up to here. */
  private static final int MAX_DIAGNOSED = 10;

  /** For so long a failure is the answer, before all is read again. */
  private static final long FAILS_NANOS = 3_000_000_000L;

  private record Failed(Refused why, long at) {}

  private final Map<TenantId, Failed> failed = new ConcurrentHashMap<>();
  private final StoredMasks stored;
  private final MaskRepair repair;
  private final KeyRing keyRing;
  private final Unopenable unopenable;
  private final boolean shared;

  @Inject
  LoadedMasks(
      StoredMasks stored,
      MaskRepair repair,
      KeyRing keyRing,
      Unopenable unopenable,
      Config config) {
    this.shared =
        config
            .getOptionalValue("sealward.db.url", String.class)
            .filter(url -> url.regionMatches(true, 0, "jdbc:postgresql:", 0, 16))
            .isPresent();
    this.stored = stored;
    this.repair = repair;
    this.keyRing = keyRing;
    this.unopenable = unopenable;
  }

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway")
  LoadedMasks() {
    this.stored = null;
    this.repair = null;
    this.keyRing = null;
    this.unopenable = null;
    this.shared = false;
  }

  @Override
  public boolean ready() {
    return keyRing.state() instanceof KeyState.Open;
  }

  @Override
  public void requireReady() {
    keyRing.requireOpen();
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public Set<TenantId> tenants() {
    return stored.tenants();
  }

  @Override
  public byte[] fingerprintKey(TenantId tenant) {
    return remembered(tenant, () -> keyRing.useOwnKey(tenant, FINGERPRINTS, byte[]::clone));
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public void masks(TenantId tenant, Consumer<Mask> sink) {
    remembered(
        tenant,
        () -> {
          read(tenant, 0, sink);
          readMissing(tenant, sink);
          return sink;
        });
  }

  /** A file is one process's; a database server may have several nodes. */
  @Override
  public OptionalLong epoch(TenantId tenant) {
    return shared ? OptionalLong.of(stored.epoch(tenant)) : OptionalLong.empty();
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public long masksSince(TenantId tenant, long epoch, Consumer<Mask> sink) {
    return remembered(
        tenant,
        () -> {
          // Before the masks, and only what has committed: what comes meanwhile is read again.
          long reached = stored.epoch(tenant);
          read(tenant, epoch, sink);
          return reached;
        });
  }

  /** So that not every request tries again, and records again, what fails. */
  private <T> T remembered(TenantId tenant, Supplier<T> attempt) {
    Failed before = failed.get(tenant);
    if (before != null && System.nanoTime() - before.at() < FAILS_NANOS) {
      throw before.why();
    }
    try {
      T done = attempt.get();
      failed.remove(tenant);
      return done;
    } catch (Refused why) {
      failed.put(tenant, new Failed(why, System.nanoTime()));
      throw why;
    }
  }

  private void read(TenantId tenant, long since, Consumer<Mask> sink) {
    Scope scope = StoredMasks.maskScope(tenant);
    Map<VersionAt, Diagnosis> changed = new HashMap<>();
    UUID last = null;
    List<MaskRow> page;
    do {
      page = stored.page(tenant, since, last);
      // For each page: a rotation may come in between.
      KeySession session = keyRing.session();
      for (MaskRow row : page) {
        try (SecretValue encoded = session.open(Purpose.MASK, scope, row.id(), 1, row.sealed())) {
          sink.accept(encoded.use(Mask::parse));
        } catch (UnopenableException e) {
          changed.putIfAbsent(
              row.at(),
              changed.size() < MAX_DIAGNOSED
                  ? session.diagnose(mask(scope, row.id()), row.sealed(), e, others(tenant, scope))
                  : Diagnosis.of(e));
          if (changed.size() > MAX_REPAIRS) {
            throw changed("more than " + MAX_REPAIRS + " secrets");
          }
        }
        last = row.id();
      }
    } while (page.size() == StoredMasks.PAGE);
    changed.forEach(
        (version, found) -> {
          Target target = new Target("secret", version.secret().toString());
          if (repair.isGone(tenant, version)) {
            unopenable.reportLost(tenant, target, found);
            return;
          }
          unopenable.report(tenant, target, found);
          remade(tenant, version).forEach(sink);
        });
  }

  private void readMissing(TenantId tenant, Consumer<Mask> sink) {
    List<VersionAt> missing = stored.withoutMasks(tenant, MAX_REPAIRS + 1);
    if (missing.size() > MAX_REPAIRS) {
      throw changed("more than " + MAX_REPAIRS + " secrets");
    }
    missing.forEach(
        version -> {
          unopenable.reportMissing(tenant, new Target("secret", version.secret().toString()));
          remade(tenant, version).forEach(sink);
        });
  }

  private Stream<Suspicion> others(TenantId tenant, Scope scope) {
    return stored.ids(tenant).stream().map(id -> new Suspicion(Damage.SWAPPED, mask(scope, id)));
  }

  private static BoundTo mask(Scope scope, UUID id) {
    return new BoundTo(Purpose.MASK, scope, id, 1);
  }

  private List<Mask> remade(TenantId tenant, VersionAt version) {
    byte[] key = fingerprintKey(tenant);
    try {
      return repair.remake(tenant, version, key);
    } catch (UnopenableException notEither) {
      throw changed("the secret " + version.secret());
    } catch (Refused notNow) {
      throw changed("the secret " + version.secret() + " (" + notNow.remedy().code() + ")");
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static Refused changed(String what) {
    return Refused.unavailable(
        "MASK_CHANGED",
        "What recognises "
            + what
            + " was changed in the database and cannot be made again, so nothing that could hold a"
            + " value is let through.",
        "Restore the database from a backup, and find out who can write to it.");
  }
}
