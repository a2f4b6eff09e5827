package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The life of master-key versions (VAULT-06): rotated, re-wrapped in the background, retired when
 * nothing needs them, destroyed on a person's word.
 *
 * <p>Asks nobody's permission; the module above does.
 */
@ApplicationScoped
public class KeyRotation {
  private static final Target WORK = new Target("work", Rewrap.KIND);

  private final KeyRing keyRing;
  private final KeyVersions versions;
  private final Rewrap rewrap;
  private final BatchWorker worker;
  private final Instance<KeyDependents> dependents;
  private final AuditTrail auditTrail;
  private final KeyAge age;

  @Inject
  KeyRotation(
      KeyRing keyRing,
      KeyVersions versions,
      Rewrap rewrap,
      BatchWorker worker,
      @Any Instance<KeyDependents> dependents,
      AuditTrail auditTrail,
      KeyAge age) {
    this.keyRing = keyRing;
    this.versions = versions;
    this.rewrap = rewrap;
    this.worker = worker;
    this.dependents = dependents;
    this.auditTrail = auditTrail;
    this.age = age;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyRotation() {
    this(null, null, null, null, null, null, null);
  }

  /**
   * Makes a new version, which counts at once for what is written from now on, and begins to
   * re-wrap the rest. The source may be another than before.
   *
   * @return the new version's number
   */
  public int rotate(Caller caller, KeySource source, char[] passphrase) {
    return keyRing.rotate(
        caller,
        source,
        passphrase,
        () -> worker.hold(Rewrap.KIND),
        version -> worker.begin(caller, Rewrap.KIND, Integer.toString(version)));
  }

  /** Where re-wrapping is; empty when there never was any. */
  public Optional<WorkProgress> progress() {
    return worker.progress(Rewrap.KIND);
  }

  /** A page of what could not be re-wrapped. */
  public WorkFailures failures(@Nullable String after, int limit) {
    return worker.failures(Rewrap.KIND, after, limit);
  }

  @Transactional
  public void pause(Caller caller) {
    worker.pause(Rewrap.KIND);
    auditTrail.record(caller, Action.WORK_PAUSED, WORK);
  }

  /** Goes on after a pause, or tries again what failed. */
  @Transactional
  public void resume(Caller caller) {
    worker.resume(Rewrap.KIND);
    auditTrail.record(caller, Action.WORK_RESUMED, WORK);
  }

  @Transactional
  public KeysView view() {
    // First, as the work goes on meanwhile: what it says is done is so in all that is read later.
    Optional<WorkProgress> progress = progress();
    Map<Integer, Map<String, Long>> protects = new HashMap<>();
    rewrap
        .counts()
        .forEach(
            (what, byVersion) ->
                byVersion.forEach(
                    (version, count) ->
                        protects.computeIfAbsent(version, v -> new TreeMap<>()).put(what, count)));
    Optional<KeyVersionRow> active = versions.active();
    return new KeysView(
        keyRing.state(),
        keyRing.versions(),
        protects,
        progress,
        active.map(age::dueAt).orElse(null),
        active.map(age::isDue).orElse(false),
        versions.recovery().map(RecoveryKeyRow::createdAt).orElse(null));
  }

  /**
   * Makes the recovery key, in place of an earlier one.
   *
   * @return what has to be printed and kept; shown once, the caller closes it
   */
  public RecoveryKey makeRecoveryKey(Caller caller) {
    return keyRing.makeRecoveryKey(caller);
  }

  /** What a version's destruction would not reach, such as backups that carry its key. */
  public List<String> dependents(int version) {
    return dependents.stream().flatMap(kind -> kind.dependents(version).stream()).toList();
  }

  /**
   * Destroys a retired version: nothing that is still sealed under it opens ever again.
   *
   * @throws Refused CONFLICT when it is active, still needed or destroyed already
   */
  public void destroy(Caller caller, int version) {
    keyRing.destroy(
        caller,
        version,
        () -> {
          if (rewrap.count(version) > 0) {
            throw KeyVersions.needed();
          }
        });
  }
}
