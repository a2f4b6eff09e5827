package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
class AuditTrailIT {
  private static final Target PAGE = new Target("page", "/audit-trail-it");

  @Inject Installed installed;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject ServerTransaction transaction;
  @Inject EndsInAnError ending;

  private Caller caller;

  @BeforeEach
  void setUp() {
    installed.admin();
    caller = installed.person("auditing-" + System.nanoTime(), Set.of(Role.VIEWER));
  }

  /** The server itself would commit what was done before an error that is no exception. */
  @Test
  @Tag("START-02")
  void whatEndsInAnErrorIsTakenBackInEveryKindOfTransaction() {
    assertThatThrownBy(() -> ending.outside(caller)).hasStackTraceContaining("made by a test");
    assertThatThrownBy(() -> ending.onItsOwn(caller)).hasStackTraceContaining("made by a test");
    // Whether the one who catches it hears of that is the server's matter.
    catchThrowable(() -> ending.caughtFromWithin(caller));

    assertThat(mine()).isEmpty();
  }

  @Test
  void actionRolledBackLeavesNoRecordAndItsRefusalStays() throws Exception {
    transaction.begin();
    try {
      trail.record(caller, Action.PAGE_SUPPRESSED, PAGE);
      trail.recordRefusal(caller, Action.ACCESS_DENIED, PAGE, "SOME_CODE");
    } finally {
      transaction.rollback();
    }
    assertThat(mine())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.ACCESS_DENIED);
              assertThat(row.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(row.code()).isEqualTo("SOME_CODE");
              assertThat(row.actor()).isEqualTo(caller.id());
              assertThat(row.actorKind()).isEqualTo(Caller.Kind.PERSON);
              assertThat(row.address()).isEqualTo("127.0.0.1");
              assertThat(row.correlationId()).isEqualTo(caller.correlationId());
            });
  }

  @Test
  void successIsRecordedInTheActingTransactionOnly() throws Exception {
    assertThatThrownBy(() -> trail.record(caller, Action.PAGE_SUPPRESSED, PAGE))
        .isInstanceOf(TransactionalException.class);
    assertThat(mine()).isEmpty();

    record(Action.PAGE_SUPPRESSED, PAGE, "rule known-value");
    assertThat(mine())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.outcome()).isEqualTo(Outcome.SUCCEEDED);
              assertThat(row.detail()).isEqualTo("rule known-value");
              assertThat(row.code()).isNull();
            });
  }

  @Test
  void secondThingIsRecordedBesideTheFirst() throws Exception {
    Target entity = new Target("entity", "reader-7");
    transaction.begin();
    trail.record(caller, Action.ACCESS_GRANTED, PAGE, entity, "level read");
    transaction.commit();
    trail.recordRefusal(caller, Action.ACCESS_DENIED, PAGE, entity, "SOME_CODE");
    assertThat(mine()).extracting(AuditRecord::other).containsExactly(entity, entity);
  }

  @Test
  void eachFilterRestricts() throws Exception {
    Target other = new Target("page", "/another");
    record(Action.PAGE_SUPPRESSED, PAGE, "first");
    record(Action.SHOWN_ONCE, other, "second");
    trail.recordRefusal(caller, Action.ACCESS_DENIED, other, "SOME_CODE");
    String me = caller.id();

    assertThat(found(new AuditQuery(PAGE, me, null, null, null, 10)))
        .containsExactly(Action.PAGE_SUPPRESSED);
    assertThat(found(new AuditQuery(null, me, Action.SHOWN_ONCE, null, null, 10)))
        .containsExactly(Action.SHOWN_ONCE);
    assertThat(found(new AuditQuery(null, me, null, Outcome.REFUSED, null, 10)))
        .containsExactly(Action.ACCESS_DENIED);
    assertThat(found(AuditQuery.under(caller.correlationId(), 10)))
        .containsExactly(Action.ACCESS_DENIED, Action.SHOWN_ONCE, Action.PAGE_SUPPRESSED);
    assertThat(found(new AuditQuery(PAGE, me, Action.SHOWN_ONCE, null, null, 10))).isEmpty();
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsTrailIsNotSearched() throws Exception {
    record(Action.PAGE_SUPPRESSED, PAGE, "first");
    assertThat(recorded.search(TenantId.of("other"), AuditQuery.under(caller.correlationId(), 10)))
        .isEmpty();
  }

  @Test
  void overLongTextsAreCutRatherThanStoppingTheAction() throws Exception {
    record(Action.PAGE_SUPPRESSED, PAGE, "x".repeat(2_000));
    assertThat(mine().get(0).detail()).hasSize(512).endsWith("…");
  }

  private void record(Action action, Target target, String detail) throws Exception {
    transaction.begin();
    trail.record(caller, action, target, detail);
    transaction.commit();
  }

  private List<AuditRecord> mine() {
    return recorded.search(
        Installed.TENANT, new AuditQuery(null, caller.id(), null, null, null, 200));
  }

  private List<Action> found(AuditQuery query) {
    return recorded.search(Installed.TENANT, query).stream().map(AuditRecord::action).toList();
  }
}
