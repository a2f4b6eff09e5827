package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Outcome;
import dev.sealward.guard.Guard;
import dev.sealward.guard.LogMasking;
import dev.sealward.guard.MaskCounts;
import dev.sealward.guard.MaskSource;
import dev.sealward.guard.MaskingFailures;
import dev.sealward.guard.MaskingFormatter;
import dev.sealward.guard.PublicNames;
import dev.sealward.guard.StoredRules;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Redactor;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class GuardIT {
  private static final int SECRETS = 60;

  @Inject Installed installed;
  @Inject Guard guard;
  @Inject Secrets secrets;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Instance<MaskSource> sources;
  @Inject Instance<PublicNames> names;
  @Inject MaskingFailures failures;
  @Inject StoredRules storedRules;
  @Inject MaskCounts counts;
  @Inject Database database;
  @Inject ServerTransaction transaction;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("ST-SEC-004")
  void storedValueIsKnownAtOnceInEveryEncoding() {
    String value = "guard-it value 8qkz31vx";
    assertThat(masked("it was " + value)).contains(value);
    store("guard-known", value);
    assertThat(masked("it was " + value)).startsWith("it was [masked:api_key:");
    String base64 = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    assertThat(masked(base64)).doesNotContain(base64);
    assertThat(masked("q=guard-it%20value%208qkz31vx")).doesNotContain("8qkz31vx");
  }

  @Test
  @Tag("ST-SEC-004")
  void rotatedValueIsKnownAtOnceAndTheOldOneStaysSo() {
    SecretId id = store("guard-rotated", "guard-it before 3xv9wq");
    try (SecretValue value = SecretValue.copyOf("guard-it after 6nb2yr".toCharArray())) {
      secrets.rotate(admin, id, value);
    }
    assertThat(masked("guard-it before 3xv9wq then guard-it after 6nb2yr"))
        .doesNotContain("3xv9wq", "6nb2yr");
  }

  /** However the server's own formatters lay a record out. */
  @Test
  @Tag("ST-SEC-004")
  void keyLoggedLineByLineIsMaskedInTheServersLog() {
    List<Formatter> formatters =
        Stream.of(Logger.getLogger("").getHandlers())
            .map(Handler::getFormatter)
            .filter(MaskingFormatter.class::isInstance)
            .toList();
    String line = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6mVx0dYqJ8cNwZ1r";
    assertThat(formatters).isNotEmpty();
    for (Formatter formatter : formatters) {
      StringBuilder shown = new StringBuilder();
      for (String text :
          List.of("-----BEGIN PRIVATE KEY-----", line, "-----END PRIVATE KEY-----")) {
        shown.append(formatter.format(new LogRecord(Level.INFO, text)));
      }
      assertThat(shown).contains("[masked:private_key:").doesNotContain(line);
      assertThat(formatter.format(new LogRecord(Level.INFO, "read on"))).contains("read on");
    }
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsValueIsNeitherMaskedNorConfirmed() {
    String value = "guard-it private 2ht7mc";
    store("guard-private", value);
    assertThat(guard.redactor(TenantId.of("other")).redact(value).toString()).isEqualTo(value);
    guard.refusePlaintext(installed.foreigner(), "description", value);
  }

  @Test
  @Tag("ST-SEC-002")
  void refusedPlaintextIsAuditedWithItsActorAlsoWhenTheActionRollsBack() throws Exception {
    String value = "guard-it typed 9pd4ks";
    store("guard-typed", value);
    Caller actor = installed.entity("typing-agent");
    transaction.begin();
    try {
      Refused refused =
          assertRefused(
              "SECRET_IN_PLAINTEXT",
              () -> guard.refusePlaintext(actor, "webhook url", "https://x/?k=" + value));
      assertThat(refused.field()).contains("webhook url");
      assertThat(refused.getMessage()).doesNotContain(value);
    } finally {
      transaction.rollback();
    }

    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(actor.correlationId(), 10)))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.PLAINTEXT_REFUSED);
              assertThat(row.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(row.actorKind()).isEqualTo(Caller.Kind.ENTITY);
              assertThat(row.actor()).isEqualTo("typing-agent");
              assertThat(row.target().id()).isEqualTo("webhook url");
              assertThat(row.toString()).doesNotContain(value);
            });
  }

  /** What a start does: a guard that knows nothing yet reads the sealed masks. */
  @Test
  @Tag("ST-SEC-004")
  @Tag("START-02")
  void restartMasksFromTheSealedMasksWithoutOpeningASecret() throws SQLException {
    Caller owner = installed.foreigner();
    List<SecretId> ids = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      ids.add(store(owner, "guard-restart-" + i, restartValue(i)));
    }
    List<Object> envelopes = new ArrayList<>();
    for (SecretId id : ids) {
      envelopes.add(
          database.one("select ciphertext from secret_version where secret_id = ?", id.value()));
    }
    long alerted = alerts.latest(owner.tenant(), false, 200).size();
    try {
      for (SecretId id : ids) {
        // Whoever tried to open it would fail, and say so.
        database.update(
            "update secret_version set ciphertext = ? where secret_id = ?",
            new byte[120],
            id.value());
      }
      Guard started =
          new Guard(
              sources,
              names,
              trail,
              alerts,
              new LogMasking(),
              failures,
              new SecureRandom(),
              storedRules,
              counts);
      assertThat(started.isLoaded(owner.tenant())).isFalse();
      Redactor redactor = started.redactor(owner.tenant());
      assertThat(started.isLoaded(owner.tenant())).isTrue();
      for (int i = 0; i < SECRETS; i++) {
        assertThat(redactor.redact(restartValue(i)).toString()).startsWith("[masked:");
      }
    } finally {
      for (int i = 0; i < SECRETS; i++) {
        database.update(
            "update secret_version set ciphertext = ? where secret_id = ?",
            envelopes.get(i),
            ids.get(i).value());
      }
    }
    assertThat(alerts.latest(owner.tenant(), false, 200)).hasSize((int) alerted);
  }

  private static String restartValue(int i) {
    return "guard-it restart " + (7_919L * i + 1_000_003) + "vz";
  }

  @Test
  @Tag("HOME-05")
  void masksAreStoredSealedAndWithoutTheValue() throws SQLException {
    String value = "guard-it sealed 5rw1jh";
    SecretId id = store("guard-sealed", value);
    for (Object sealed :
        database.column("select sealed from secret_mask where secret_id = ?", id.value())) {
      assertThat(new String((byte[]) sealed, StandardCharsets.ISO_8859_1)).doesNotContain(value);
    }
  }

  private SecretId store(String name, String text) {
    return store(admin, name, text);
  }

  private SecretId store(Caller owner, String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      return secrets.store(owner, draft, value).secret().id();
    }
  }

  private String masked(String text) {
    return guard.redactor(Installed.TENANT).redact(text).toString();
  }
}
