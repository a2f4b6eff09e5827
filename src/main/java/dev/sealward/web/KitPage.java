package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.RecoveryKit;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/backup/recovery-kit}, and the step of set-up: the recovery key as it is printed,
 * shown once.
 */
@Named
@RequestScoped
public class KitPage {
  private static final Target RECOVERY = new Target("key", "recovery");

  private final Visit visit;
  private final KeyCustody custody;
  private final Policies policies;
  private final Guard guard;
  private final KitToShow toShow;
  private @Nullable List<String> groups;
  private String fingerprint = "";
  private @Nullable Instant madeAt;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KitPage() {
    this(null, null, null, null, null);
  }

  @Inject
  KitPage(Visit visit, KeyCustody custody, Policies policies, Guard guard, KitToShow toShow) {
    this.visit = visit;
    this.custody = custody;
    this.policies = policies;
    this.guard = guard;
    this.toShow = toShow;
  }

  public void load() {
    policies.require(visit.caller(), Permission.MANAGE_BACKUP);
    if (visit.confirmFirst()) {
      return;
    }
    getGroups();
  }

  /** When the present recovery key was made; null while there is none. */
  public @Nullable Instant getPresent() {
    return custody.view(visit.caller()).recoveryMadeAt();
  }

  public void make() {
    visit.attempt(
        () -> {
          toShow.keep(custody.makeRecoveryKit(visit.caller()));
          visit.goTo("/settings/backup/recovery-kit");
        });
  }

  /** Whether a key was made that nobody confirmed yet. */
  public boolean isWaiting() {
    return toShow.isWaiting();
  }

  /** The groups of the key that was made just now, on the one page that shows them; else none. */
  public List<String> getGroups() {
    List<String> shown = groups;
    if (shown == null) {
      shown =
          Visit.currentRequest().getMethod().equals("GET")
              ? toShow.take().map(this::show).orElse(List.of())
              : List.of();
      groups = shown;
    }
    return shown;
  }

  private List<String> show(RecoveryKit taken) {
    try (RecoveryKit kit = taken) {
      guard.allowOnce(Visit.currentRequest(), visit.caller(), RECOVERY, kit.text());
      fingerprint = kit.fingerprint();
      madeAt = kit.madeAt();
      // A page is made of strings; this one is rendered once and not kept.
      String text = kit.text().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      return List.of(text.split("-"));
    }
  }

  public String getFingerprint() {
    return fingerprint;
  }

  public @Nullable Instant getMadeAt() {
    return madeAt;
  }

  /** The server's name as this browser knows it. */
  public String getServer() {
    return Optional.ofNullable(Visit.currentRequest().getServerName()).orElse("");
  }
}
