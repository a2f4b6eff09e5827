package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.SecretDetail;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/security/secrets/{id}} with its pages to rotate and revoke (ST-SEC-003, -010).
 */
@Named
@RequestScoped
public class SecretPage {
  private static final int HISTORY_ROWS = 50;

  private final Visit visit;
  private final Secrets secrets;
  private final AuditCustody custody;
  private final Policies policies;
  private final Clock clock;
  private final SecretForm form = new SecretForm();
  private String reason = "";
  private String typedName = "";
  private @Nullable SecretDetail detail;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SecretPage() {
    this(null, null, null, null, null);
  }

  @Inject
  SecretPage(Visit visit, Secrets secrets, AuditCustody custody, Policies policies, Clock clock) {
    this.visit = visit;
    this.secrets = secrets;
    this.custody = custody;
    this.policies = policies;
    this.clock = clock;
  }

  private SecretId id() {
    return SecretId.parse(visit.part("secret"));
  }

  public SecretDetail getDetail() {
    if (detail == null) {
      detail = secrets.get(visit.caller(), id());
    }
    return detail;
  }

  public void load() {
    getDetail();
  }

  public void loadToRotate() {
    visit.require(Permission.MANAGE_SECRETS);
    leaveWhenRevoked();
  }

  public void loadToRevoke() {
    visit.require(Permission.REVOKE_SECRETS);
    leaveWhenRevoked();
  }

  /** For the pages that change it: there is nothing to change on a revoked secret. */
  private void leaveWhenRevoked() {
    if (isRevoked()) {
      visit.goTo(getAddress());
    }
  }

  public Target getTarget() {
    return new Target("secret", id().toString());
  }

  public String getAddress() {
    return "/settings/security/secrets/" + id();
  }

  /** {@code openai / billing-key}, or the name alone for a generic provider. */
  public String getTitle() {
    return SecretTitles.of(getDetail().secret().ref());
  }

  public Pill getPill() {
    return SecretsPage.pill(getDetail().secret(), clock.instant());
  }

  public boolean isEndingSoon() {
    return SecretsPage.isEndingSoon(getDetail().secret(), clock.instant());
  }

  public boolean isRevoked() {
    return getDetail().secret().state() == SecretState.REVOKED;
  }

  /** What was done to the secret, newest first, for those who may see the trail. */
  public List<AuditRecord> getHistory() {
    return policies.holds(visit.caller(), Permission.SEE_AUDIT)
        ? custody
            .find(
                visit.caller(),
                List.of(AuditFilter.ALL.about(Set.of(getTarget()))),
                Place.NEWEST,
                HISTORY_ROWS)
            .rows()
        : List.of();
  }

  public void rotate() {
    visit.attempt(
        () -> {
          try (SecretValue typed = form.takeValue()) {
            int version = secrets.rotate(visit.caller(), id(), typed).secret().activeVersion();
            visit.say("Rotated: version " + version + " is active now.");
            visit.goTo(getAddress());
          }
        });
    form.forget();
  }

  public void revoke() {
    visit.attempt(
        () -> {
          String name = getDetail().secret().ref().name().value();
          if (!typedName.strip().equals(name)) {
            throw Refused.field(
                "typedName",
                "NAME_DIFFERS",
                "This is not the secret's name, so nothing was revoked.",
                "Type it exactly as it stands above.");
          }
          secrets.revoke(visit.caller(), id(), reason);
          visit.say("Revoked: its value is destroyed.");
          visit.goTo(getAddress());
        });
  }

  public SecretForm getForm() {
    return form;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public String getTypedName() {
    return typedName;
  }

  public void setTypedName(String typedName) {
    this.typedName = typedName;
  }
}
