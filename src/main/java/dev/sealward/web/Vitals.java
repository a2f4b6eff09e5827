package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.audit.Alerts;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is everything all right? The few facts that decide it, measured when they are asked for. */
@Named
@RequestScoped
public class Vitals {
  private static final String ALERTS = "/alerts";
  private static final long SLOW_MILLIS = 250;

  private final Visit visit;
  private final KeyRing keyRing;
  private final KeyCustody custody;
  private final KeyWords keyWords;
  private final Guard guard;
  private final Alerts alerts;
  private final Wording words;
  private final Frame frame;
  private @Nullable List<Vital> facts;

  /**
   * One fact.
   *
   * @param look {@code is-ok}, {@code is-warn} or {@code is-bad}
   * @param to the page that tells more; null when there is none for this person
   */
  public record Vital(
      String look,
      String name,
      String value,
      String note,
      @Nullable Instant since,
      @Nullable String to) {

    public String icon() {
      return look.equals("is-ok") ? "ok" : look.equals("is-warn") ? "warning" : "error";
    }
  }

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Vitals() {
    this(null, null, null, null, null, null, null, null);
  }

  @Inject
  Vitals(
      Visit visit,
      KeyRing keyRing,
      KeyCustody custody,
      KeyWords keyWords,
      Guard guard,
      Alerts alerts,
      Wording words,
      Frame frame) {
    this.visit = visit;
    this.keyRing = keyRing;
    this.custody = custody;
    this.keyWords = keyWords;
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
    if (!(keyRing.state() instanceof KeyState.Open open)) {
      return new Vital(
          "is-bad", "Master key", "Not open", "Nothing can be encrypted or read.", null, null);
    }
    String name = "Master key";
    String value = "Open, version " + open.activeVersion();
    if (!frame.may("MANAGE_KEYS")) {
      return new Vital("is-ok", name, value, from(open), null, null);
    }
    KeysView keys = custody.view(visit.caller());
    RewrapCard rewrap = keys.rewrap().map(RewrapCard::new).orElse(null);
    if (rewrap != null && (rewrap.isIncomplete() || rewrap.isPaused())) {
      String note = rewrap.isPaused() ? "Re-wrapping is paused" : "Re-wrapping is not complete";
      return new Vital("is-warn", name, value, note, null, KeysPage.ADDRESS);
    }
    if (rewrap != null && rewrap.isRunning()) {
      String note = "Re-wrapping, " + rewrap.getPercent() + " % done";
      return new Vital("is-ok", name, value, note, null, KeysPage.ADDRESS);
    }
    return keys.due()
        ? new Vital("is-warn", name, value, "Rotation was due", keys.dueAt(), KeysPage.ADDRESS)
        : new Vital(
            "is-ok", name, value, from(open) + ", made", madeAt(keys, open), KeysPage.ADDRESS);
  }

  private static @Nullable Instant madeAt(KeysView keys, KeyState.Open open) {
    return keys.versions().stream()
        .filter(version -> version.number() == open.activeVersion())
        .map(KeyVersionView::createdAt)
        .findFirst()
        .orElse(null);
  }

  private String from(KeyState.Open open) {
    return "From " + keyWords.inSentence(open.source());
  }

  private Vital database() {
    long begun = System.nanoTime();
    alerts.openCount(visit.caller());
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    String answer = "In " + (millis < 1 ? "under 1" : words.number(millis)) + " ms, just now";
    return millis < SLOW_MILLIS
        ? new Vital("is-ok", "Database", "Answering", answer, null, null)
        : new Vital("is-warn", "Database", "Answering slowly", answer, null, null);
  }

  private Vital redaction() {
    try {
      int masks = guard.redactor(visit.caller().tenant()).size();
      String loaded =
          masks == 0 ? "On, known formats" : "On, " + words.count(masks, "mask", "masks");
      String note =
          masks == 0 ? "Masks are added with the first secret" : "Every stored value is known";
      @Nullable String to = frame.may("SEE_REDACTION") ? RedactionPage.ADDRESS : null;
      return new Vital("is-ok", "Redaction", loaded, note, null, to);
    } catch (Refused notLoaded) {
      return new Vital(
          "is-bad", "Redaction", "Masks not loaded", "Logs and pages are held back.", null, null);
    }
  }

  private Vital openAlerts() {
    if (!frame.may("SEE_ALERTS")) {
      return new Vital("is-ok", "Alerts", "Watched", "By the security lead", null, null);
    }
    long open = frame.getOpenAlerts();
    return open == 0
        ? new Vital("is-ok", "Alerts", "None open", "Nothing had to be stopped", null, ALERTS)
        : new Vital(
            "is-bad",
            "Alerts",
            words.number(open) + " open",
            "Somebody has to look into it",
            null,
            ALERTS);
  }
}
