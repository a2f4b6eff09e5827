package dev.sealward.web;

import dev.sealward.audit.Alerts;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Is everything all right? The few facts that decide it, measured when they are asked for. */
@Named
@RequestScoped
public class Vitals {
  private static final long SLOW_MILLIS = 250;

  private final Visit visit;
  private final KeyRing keyRing;
  private final Guard guard;
  private final Alerts alerts;
  private final Wording words;
  private final Frame frame;
  private @Nullable List<Vital> facts;

  /**
   * One fact.
   *
   * @param look {@code is-ok}, {@code is-warn} or {@code is-bad}
   */
  public record Vital(
      String look, String name, String value, String note, @Nullable Instant since) {

    public String icon() {
      return look.equals("is-ok") ? "ok" : look.equals("is-warn") ? "warning" : "error";
    }
  }

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Vitals() {
    this(null, null, null, null, null, null);
  }

  @Inject
  Vitals(Visit visit, KeyRing keyRing, Guard guard, Alerts alerts, Wording words, Frame frame) {
    this.visit = visit;
    this.keyRing = keyRing;
    this.guard = guard;
    this.alerts = alerts;
    this.words = words;
    this.frame = frame;
  }

  public List<Vital> getFacts() {
    if (facts == null) {
      facts = List.of(key(), database(), redaction(), openAlerts());
    }
    return facts;
  }

  private Vital key() {
    if (keyRing.state() instanceof KeyState.Open open) {
      Optional<KeyVersionView> version =
          keyRing.versions().stream().filter(v -> v.number() == open.activeVersion()).findFirst();
      return new Vital(
          "is-ok",
          "Master key",
          "Open, version " + open.activeVersion(),
          "From " + sourceWord(open) + ", made",
          version.map(KeyVersionView::createdAt).orElse(null));
    }
    return new Vital("is-bad", "Master key", "Not open", "Nothing can be encrypted or read.", null);
  }

  private static String sourceWord(KeyState.Open open) {
    return switch (open.source()) {
      case KEYCHAIN -> "the keychain";
      case ENV -> "the environment";
      case FILE -> "the key file";
      case PASSPHRASE -> "the passphrase";
    };
  }

  private Vital database() {
    long begun = System.nanoTime();
    alerts.openCount(visit.caller().tenant());
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    String answer = "Answering in " + (millis < 1 ? "under 1" : words.number(millis)) + " ms";
    return millis < SLOW_MILLIS
        ? new Vital("is-ok", "Database", answer, "Measured just now", null)
        : new Vital("is-warn", "Database", answer, "Slower than it should be", null);
  }

  private Vital redaction() {
    try {
      int masks = guard.redactor(visit.caller().tenant()).size();
      String loaded =
          masks == 0 ? "On, known formats" : "On, " + words.count(masks, "mask", "masks");
      String note =
          masks == 0 ? "Masks are added with the first secret" : "Every stored value is known";
      return new Vital("is-ok", "Redaction", loaded, note, null);
    } catch (Refused notLoaded) {
      return new Vital(
          "is-bad", "Redaction", "Masks not loaded", "Logs and pages are held back.", null);
    }
  }

  private Vital openAlerts() {
    if (!frame.may("SEE_ALERTS")) {
      return new Vital("is-ok", "Alerts", "Watched", "By the security lead", null);
    }
    long open = frame.getOpenAlerts();
    return open == 0
        ? new Vital("is-ok", "Alerts", "None open", "Nothing had to be stopped", null)
        : new Vital(
            "is-bad", "Alerts", words.number(open) + " open", "Somebody has to look into it", null);
  }
}
