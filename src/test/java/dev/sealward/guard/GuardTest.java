package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.KNOWN;
import static dev.sealward.guard.GuardFixture.TENANT;
import static dev.sealward.guard.GuardFixture.TOKEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final GuardFixture fixture = new GuardFixture();
  private final Guard guard = fixture.guard;

  @Test
  @Tag("ST-SEC-006")
  void whileLockedThereIsNoRedactor() {
    assertThatThrownBy(() -> guard.redactor(TENANT))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAVAILABLE);
              assertThat(refused.remedy().code()).isEqualTo("KEY_UNAVAILABLE");
            });
  }

  @Test
  @Tag("ST-SEC-006")
  void aFailedLoadIsTriedAgainAndASuccessfulOneIsKept() {
    fixture.source.ready = true;
    fixture.source.failure = new IllegalStateException("the database is away");
    assertThatThrownBy(() -> guard.redactor(TENANT)).isInstanceOf(Refused.class);

    fixture.source.failure = null;
    assertThat(guard.redactor(TENANT)).isSameAs(guard.redactor(TENANT));
    assertThat(fixture.source.loads).isEqualTo(2);
    assertThat(guard.all()).hasSize(1);
  }

  @Test
  @Tag("ST-SEC-005")
  void whatAnotherNodeStoredIsMaskedInWhatArrivesAfterwards() throws IOException {
    fixture.open();
    fixture.source.epoch = OptionalLong.of(0);
    String later = "stored-elsewhere 7qk2vx9z";
    String[] masked = {""};
    LineRedaction open =
        guard.redactor(TENANT).lines((id, text) -> masked[0] += text.toString() + "\n");
    byte[] body = (later + "\n").getBytes(UTF_8);
    InputStream arriving = guard.arriving(TENANT, new ByteArrayInputStream(body));
    fixture.source.storedElsewhere(mask(later));
    open.accept(1, new String(arriving.readAllBytes(), UTF_8).strip());
    open.finish();
    assertThat(masked[0]).startsWith("[masked:").doesNotContain(later);
  }

  /**
   * The log is masked by the values of all tenants, and nobody may have called for some of them.
   */
  @Test
  @Tag("ST-SEC-005")
  void allTenantsAreLoadedAtTheStartAndOneThatCannotBeKeepsOthersNotBack() {
    TenantId first = TenantId.of("first");
    TenantId second = TenantId.of("second");
    fixture.source.tenants = Set.of(first, second);
    guard.loadAll();
    assertThat(guard.isAllLoaded()).as("the key ring is not open").isFalse();

    fixture.source.ready = true;
    fixture.source.broken = first;
    guard.loadAll();
    assertThat(guard.isLoaded(TENANT)).isTrue();
    assertThat(guard.isLoaded(second)).isTrue();
    assertThat(guard.isAllLoaded()).isFalse();
    assertThat(guard.trouble().map(Remedy::code)).as("readiness").contains("MASKS_NOT_LOADED");
    assertThat(guard.all()).hasSize(2);

    fixture.source.broken = null;
    guard.catchUp();
    assertThat(guard.isAllLoaded()).isTrue();
    assertThat(guard.trouble()).isEmpty();
    assertThat(guard.all()).hasSize(3);
    int loads = fixture.source.loads;
    guard.catchUp();
    assertThat(fixture.source.loads).isEqualTo(loads);
  }

  @Test
  @Tag("ST-SEC-005")
  void nothingArrivesWhileItCannotBeKnownWhatOthersStored() {
    fixture.open();
    InputStream arriving = guard.arriving(TENANT, new ByteArrayInputStream(new byte[] {1, 2}));
    fixture.source.failure = new IllegalStateException("the database is away");
    assertThatThrownBy(arriving::read)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("MASKS_NOT_LOADED"));
  }

  private Mask mask(String value) {
    return ((MaskOutcome.Maskable) guard.compile(TENANT, "api_key", value.getBytes(UTF_8))).mask();
  }

  @Test
  @Tag("ST-SEC-002")
  void valueThatStandsInANameIsRefusedAndOneThatIsMaskedAlikeIsNot() {
    fixture.open();
    // Two values in whose masks the same four digits stand: among a thousand there are some.
    Map<String, String> byMask = new HashMap<>();
    String first = null;
    String second = "";
    for (int i = 0; first == null; i++) {
      second = "stored value " + i + " 7qk2vx9z";
      first = byMask.put(mask(second).fingerprint(), second);
    }
    Mask known = mask(first);
    Mask other = mask(second);
    guard.register(TENANT, List.of(known, other));
    fixture.names.add("the agent " + first);

    guard.refusePublicValue(fixture.caller, List.of(other));
    assertThatThrownBy(() -> guard.refusePublicValue(fixture.caller, List.of(known)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("VALUE_IS_PUBLIC"));
  }

  @Test
  @Tag("ST-SEC-006")
  void aTenantIsNotComparedWithAnothersValues() {
    fixture.open();
    assertThat(guard.redactor(TENANT).redact(KNOWN).toString()).doesNotContain(KNOWN);
    assertThat(guard.redactor(TenantId.of("other")).redact(KNOWN).toString()).isEqualTo(KNOWN);
  }

  @Test
  @Tag("ST-SEC-002")
  void textWithAKnownValueIsRefusedAuditedAndNotEchoed() {
    fixture.open();
    assertThatThrownBy(
            () -> guard.refusePlaintext(fixture.caller, "description", "the key: " + KNOWN))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.field()).contains("description");
              assertThat(refused.remedy().code()).isEqualTo("SECRET_IN_PLAINTEXT");
              assertThat(refused.getMessage()).doesNotContain(KNOWN);
            });
    assertThat(fixture.audited)
        .containsExactly("PLAINTEXT_REFUSED field description SECRET_IN_PLAINTEXT");
  }

  @Test
  @Tag("ST-SEC-002")
  void whileLockedFormatsAreStillRefused() {
    assertThatThrownBy(() -> guard.refusePlaintext(fixture.caller, "name", TOKEN))
        .isInstanceOf(Refused.class);
  }

  @Test
  @Tag("ST-SEC-002")
  void ordinaryAndAbsentTextPasses() {
    fixture.open();
    guard.refusePlaintext(fixture.caller, "description", "The billing agent's key for invoices.");
    guard.refusePlaintext(fixture.caller, "description", "");
    guard.refusePlaintext(fixture.caller, "description", null);
    assertThat(fixture.audited).isEmpty();
  }

  @Test
  @Tag("ST-SEC-002")
  @Tag("ST-SEC-004")
  void aTextThatCannotBeScannedIsRefusedAlertedAuditedAndCounted() {
    fixture.open();
    String tooLong = "x".repeat(Redactor.MAX_TEXT_BYTES + 1);
    assertThatThrownBy(() -> guard.refusePlaintext(fixture.caller, "description", tooLong))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("REDACTION_FAILED"));
    assertThat(fixture.alerted)
        .singleElement()
        .asString()
        .startsWith("REDACTION_FAILED field description redaction refused");
    assertThat(fixture.audited)
        .containsExactly("REDACTION_FAILED field description REDACTION_FAILED");
    assertThat(fixture.failures.total(WayOut.FIELD)).isEqualTo(1);
  }

  @Test
  @Tag("ST-SEC-004")
  void withheldLogTextsAreAlertedAuditedAndCounted() {
    fixture.open();
    fixture.logs.use(
        () -> {
          throw new IllegalStateException(KNOWN);
        },
        found -> {});
    assertThat(fixture.logs.mask("a " + KNOWN)).doesNotContain(KNOWN);
    assertThat(fixture.logs.mask("b " + KNOWN)).doesNotContain(KNOWN);
    guard.tellOfWithheld();
    guard.tellOfWithheld();
    assertThat(fixture.alerted)
        .singleElement()
        .asString()
        .startsWith("REDACTION_FAILED installation server log 2 texts withheld");
    assertThat(fixture.audited)
        .containsExactly("REDACTION_FAILED installation server log REDACTION_FAILED");
    assertThat(fixture.failures.total(WayOut.SERVER_LOG)).isEqualTo(2);
  }

  @Test
  @Tag("ST-SEC-002")
  @Tag("ST-SEC-010")
  void whatIsRecordedIsMaskedUnlessItIsOrdinary() {
    RecordMask records = new RecordMask(guard, fixture.counts, fixture.failures);
    assertThat(records.masked(TENANT, "id-" + TOKEN)).doesNotContain(TOKEN).contains("[masked:");
    fixture.open();
    assertThat(records.masked(TENANT, KNOWN)).startsWith("[masked:");
    for (String ordinary :
        List.of("project demo", "grant read to entity token-agent", "password: none, v3")) {
      assertThat(records.masked(TENANT, ordinary)).isEqualTo(ordinary);
    }
    assertThat(records.masked(TENANT, "x".repeat(Redactor.MAX_TEXT_BYTES + 1)))
        .isEqualTo(RedactedText.BLOCKED.toString());
  }

  @Test
  @Tag("ST-SEC-004")
  @Tag("ST-SEC-010")
  void recordThatCannotBeMaskedIsCountedAndToldOfOnceItCanBe() {
    fixture.open();
    RecordMask records = new RecordMask(guard, fixture.counts, fixture.failures);
    TenantId other = TenantId.of("other");
    String tooLong = "x".repeat(Redactor.MAX_TEXT_BYTES + 1);
    records.masked(TENANT, tooLong);
    records.masked(TENANT, tooLong);
    records.masked(other, tooLong);
    assertThat(fixture.failures.total(WayOut.RECORD)).isEqualTo(3);
    assertThat(fixture.alerted).as("nothing is recorded while something is").isEmpty();

    fixture.unrecorded = new IllegalStateException("the database is away");
    guard.tellOfWithheld();
    fixture.unrecorded = null;
    guard.tellOfWithheld();
    guard.tellOfWithheld();
    assertThat(fixture.audited)
        .as("once for each tenant")
        .containsExactly(
            "REDACTION_FAILED installation audit and alerts REDACTION_FAILED",
            "REDACTION_FAILED installation audit and alerts REDACTION_FAILED");
    assertThat(fixture.alerted.get(0))
        .startsWith("REDACTION_FAILED installation audit and alerts ")
        .contains(" texts withheld; correlation ");
    assertThat(fixture.failures.total(WayOut.RECORD)).isEqualTo(3);
  }

  @Test
  @Tag("ST-SEC-004")
  void whileValuesAreNotKnownATextMayHoldOne() {
    assertThat(guard.holdsSecret(TENANT, "ordinary")).isTrue();
    fixture.open();
    assertThat(guard.redactor(TENANT).size()).isPositive();
    assertThat(guard.holdsSecret(TENANT, "ordinary")).isFalse();
    assertThat(guard.holdsSecret(TENANT, "a " + KNOWN)).isTrue();
  }

  @Test
  @Tag("ST-SEC-002")
  void anotherTenantsValueIsNotConfirmed() {
    fixture.open();
    Caller stranger =
        new Caller(
            Caller.Kind.PERSON,
            "eve",
            TenantId.of("other"),
            WorkspaceId.of("default"),
            Set.of(),
            "127.0.0.1",
            UUID.randomUUID());
    guard.refusePlaintext(stranger, "description", KNOWN);
    assertThat(fixture.audited).isEmpty();
  }

  @Test
  @Tag("ST-SEC-006")
  void whileTheValuesAreLoadedNothingIsLetThrough() throws Exception {
    GuardFixture fixture = new GuardFixture();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    fixture.source.ready = true;
    fixture.source.slow =
        () -> {
          begun.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Thread loader = new Thread(() -> fixture.guard.redactor(GuardFixture.TENANT));
    loader.start();
    begun.await();
    assertThat(fixture.guard.isLoaded(GuardFixture.TENANT)).isFalse();
    assertThat(
            catchThrowableOfType(Refused.class, () -> fixture.guard.redactor(GuardFixture.TENANT))
                .remedy()
                .code())
        .isEqualTo("MASKS_LOADING");
    goOn.countDown();
    loader.join();
    assertThat(fixture.guard.isLoaded(GuardFixture.TENANT)).isTrue();
    assertThat(fixture.guard.redactor(GuardFixture.TENANT)).isNotNull();
    assertThat(fixture.source.loads).isEqualTo(1);
  }
}
