package dev.sealward.web;

import dev.sealward.access.IssuedToken;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.Permission;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.TokenPlace;
import dev.sealward.access.TokenView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entity's machine tokens on its page, and the page that rotates one. */
@Named
@RequestScoped
public class EntityTokens {
  private static final int ROWS = 50;

  private final Visit visit;
  private final MachineTokens tokens;
  private final OnceShown onceShown;
  private final OnceToShow onceToShow;
  private final Clock clock;
  private String label = "";
  private String validDays = "90";
  private boolean endless;
  private String sources = "";
  private String overlapHours = "24";
  private @Nullable String shownOnce;
  private @Nullable List<TokenView> found;
  private @Nullable TokenView one;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EntityTokens() {
    this(null, null, null, null, null);
  }

  @Inject
  EntityTokens(
      Visit visit, MachineTokens tokens, OnceToShow onceToShow, OnceShown onceShown, Clock clock) {
    this.visit = visit;
    this.tokens = tokens;
    this.onceShown = onceShown;
    this.onceToShow = onceToShow;
    this.clock = clock;
  }

  private EntityId id() {
    return EntityId.of(visit.part("entity"));
  }

  public String getAddress() {
    return "/settings/entities/" + id();
  }

  public void load() {
    found();
    shownOnce = onceShown.on(getAddress());
  }

  private void keep(IssuedToken issued) {
    onceToShow.keep(getAddress(), new Target("token", issued.tokenId()), issued.token());
  }

  /** The token that was issued just now, on the one page that shows it. */
  public @Nullable String getShownOnce() {
    return shownOnce;
  }

  private List<TokenView> found() {
    if (found == null) {
      TokenPlace after = visit.query("after").map(TokenPlace::parse).orElse(null);
      found = tokens.list(visit.caller(), id(), after);
    }
    return found;
  }

  public List<TokenView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** The address of the page of older tokens; null on the last. */
  public @Nullable String getOlder() {
    return found().size() <= ROWS
        ? null
        : getAddress() + "?after=" + TokenPlace.of(found().get(ROWS - 1));
  }

  public Pill pill(TokenView token) {
    return EntityWords.pill(token, clock.instant());
  }

  /** Where it may come from, in one line. */
  public String sources(TokenView token) {
    return String.join(", ", token.sources());
  }

  public boolean isLive(TokenView token) {
    return token.isLive(clock.instant());
  }

  public boolean isRotatable(TokenView token) {
    return isLive(token) && token.replacedBy() == null;
  }

  /** Issues a token, which the page this leads to shows. */
  public void issue() {
    visit.attempt(
        () -> {
          TokenDraft draft = new TokenDraft(label, days(), sources);
          keep(tokens.issue(visit.caller(), id(), draft));
          visit.goTo(getAddress());
        });
  }

  /** No end is what somebody asks for, never what an empty field means. */
  private @Nullable Integer days() {
    if (endless) {
      return null;
    }
    return Optional.ofNullable(Numbers.daysOrNull("validDays", validDays))
        .orElseThrow(
            () ->
                Refused.field(
                    "validDays",
                    "FIELD_MISSING",
                    "A token has an end.",
                    "Type a number of days, for example 90, or tick that it never ends."));
  }

  /** Where to confirm first that it is them; null when they just did. */
  public @Nullable String getProof() {
    return visit.hasToConfirm() ? Visit.proof(getAddress()) : null;
  }

  public void loadOne() {
    visit.require(Permission.MANAGE_ENTITIES);
    getOne();
    visit.confirmFirst();
  }

  /** The token the address of the page names. */
  public TokenView getOne() {
    if (one == null) {
      one = tokens.get(visit.caller(), id(), visit.part("token"));
    }
    return one;
  }

  /** Issues a token in the place of the one the address names. */
  public void rotate() {
    visit.attempt(
        () -> {
          Integer hours = Numbers.countOrNull("overlapHours", overlapHours);
          if (hours == null) {
            throw Refused.field(
                "overlapHours", "FIELD_MISSING", "This field is required.", "24 gives a day.");
          }
          keep(tokens.rotate(visit.caller(), id(), getOne().tokenId(), days(), hours));
          visit.goTo(getAddress());
        });
  }

  /** The token that is about to be revoked, if the address names one. */
  public @Nullable TokenView getLeaving() {
    String named = visit.query("revoke").orElse("");
    if (named.isEmpty()) {
      return null;
    }
    TokenView token = tokens.get(visit.caller(), id(), named);
    return token.revokedAt() == null ? token : null;
  }

  public void revoke() {
    visit.attempt(
        () -> {
          TokenView token = getLeaving();
          if (token == null) {
            throw Refused.missing("token");
          }
          tokens.revoke(visit.caller(), id(), token.tokenId());
          visit.say("The token is revoked; it works nowhere any more.");
          visit.goTo(getAddress());
        });
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public String getValidDays() {
    return validDays;
  }

  public void setValidDays(String validDays) {
    this.validDays = validDays;
  }

  public boolean isEndless() {
    return endless;
  }

  public void setEndless(boolean endless) {
    this.endless = endless;
  }

  public String getSources() {
    return sources;
  }

  public void setSources(String sources) {
    this.sources = sources;
  }

  public String getOverlapHours() {
    return overlapHours;
  }

  public void setOverlapHours(String overlapHours) {
    this.overlapHours = overlapHours;
  }
}
