package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RuleSet;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A guard without a server: what it audits and alerts is kept in lists. */
final class GuardFixture {
  static final TenantId TENANT = TenantId.of("default");
  static final String KNOWN = "Zq8-vT3x_Kp0wLm5Rb7y";
  static final String TOKEN = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA31cASki";

  final Caller caller =
      new Caller(
          Caller.Kind.PERSON,
          "ann",
          TENANT,
          WorkspaceId.of("default"),
          Set.of(),
          "127.0.0.1",
          UUID.randomUUID());
  final List<String> audited = new ArrayList<>();
  final List<String> alerted = new ArrayList<>();

  /** What keeps alerts and audit rows from being written. */
  @Nullable RuntimeException unrecorded;

  final LogMasking logs = new LogMasking();
  final MaskingFailures failures = new MaskingFailures();
  final Source source = new Source();
  final AuditTrail trail = new RecordedTrail();
  final Alerts alerts = new RecordedAlerts();
  final Rules rules = new Rules();
  final MaskCounts counts = new MaskCounts();

  /** What everybody is shown. */
  final List<String> names = new ArrayList<>();

  final Guard guard =
      new Guard(
          instance(source),
          instance(tenant -> names),
          trail,
          alerts,
          logs,
          failures,
          new SecureRandom(),
          rules,
          counts);

  /** Opens the source and makes {@link #KNOWN} a known value. */
  GuardFixture open() {
    source.ready = true;
    MaskOutcome outcome = guard.compile(TENANT, "api_key", KNOWN.getBytes(UTF_8));
    guard.register(TENANT, List.of(((MaskOutcome.Maskable) outcome).mask()));
    return this;
  }

  @SuppressWarnings("unchecked")
  static <T> Instance<T> instance(@Nullable T only) {
    return (Instance<T>)
        Proxy.newProxyInstance(
            GuardFixture.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isResolvable" -> only != null;
                  case "get" -> only;
                  case "iterator" -> Stream.ofNullable(only).iterator();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  static final class Source implements MaskSource {
    boolean ready;
    @Nullable RuntimeException failure;
    int loads;
    Runnable slow = () -> {};

    /** What other nodes have added, and how often; empty while there is no other node. */
    OptionalLong epoch = OptionalLong.empty();

    final List<Mask> elsewhere = new ArrayList<>();

    /** Those that have masks, and the one of them whose masks cannot be read. */
    Set<TenantId> tenants = Set.of(TENANT);

    @Nullable TenantId broken;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void requireReady() {
      if (!ready) {
        throw Refused.unavailable("KEY_UNAVAILABLE", "locked", "open it");
      }
    }

    @Override
    public Set<TenantId> tenants() {
      return tenants;
    }

    @Override
    public byte[] fingerprintKey(TenantId tenant) {
      byte[] key = new byte[32];
      key[0] = (byte) tenant.value().hashCode();
      return key;
    }

    @Override
    public void masks(TenantId tenant, Consumer<Mask> sink) {
      loads++;
      slow.run();
      fail();
      if (tenant.equals(broken)) {
        throw new IllegalStateException("the masks of one tenant");
      }
    }

    @Override
    public OptionalLong epoch(TenantId tenant) {
      if (loads > 0) {
        fail();
      }
      return epoch;
    }

    @Override
    public long masksSince(TenantId tenant, long since, Consumer<Mask> sink) {
      elsewhere.subList((int) since, elsewhere.size()).forEach(sink);
      return epoch.orElseThrow();
    }

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }

    /** Another node stores a value. */
    void storedElsewhere(Mask mask) {
      elsewhere.add(mask);
      epoch = OptionalLong.of(elsewhere.size());
    }
  }

  /** Rules without a database. */
  static final class Rules extends StoredRules {
    TenantRules stored = new TenantRules(TENANT, 0, RuleSet.NONE);

    @Override
    TenantRules read(TenantId tenant) {
      return new TenantRules(tenant, stored.epoch(), stored.set());
    }

    @Override
    long epoch(TenantId tenant) {
      return stored.epoch();
    }
  }

  private void record(List<String> records, String text) {
    if (unrecorded != null) {
      throw unrecorded;
    }
    records.add(text);
  }

  private final class RecordedTrail extends AuditTrail {
    @Override
    public void record(Caller caller, Action action, Target target) {
      GuardFixture.this.record(audited, action + " " + target.kind() + " " + target.id());
    }

    @Override
    public void recordRefusal(Caller caller, Action action, Target target, String code) {
      GuardFixture.this.record(
          audited, action + " " + target.kind() + " " + target.id() + " " + code);
    }
  }

  private final class RecordedAlerts extends Alerts {
    @Override
    public void raiseUnlessOpen(Caller caller, AlertKind kind, String component, String detail) {
      if (alerted.stream().noneMatch(open -> open.startsWith(kind + " " + component + " "))) {
        raise(caller, kind, component, detail);
      }
    }

    @Override
    public void raise(Caller caller, AlertKind kind, String component, String detail) {
      record(alerted, kind + " " + component + " " + detail);
    }
  }
}
