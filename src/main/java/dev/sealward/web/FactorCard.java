package dev.sealward.web;

import dev.sealward.access.SecondFactorDemand;
import dev.sealward.access.SecondFactorView;
import dev.sealward.access.SecondFactors;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Second factors where other pages speak of them: on one's account, on somebody's page, and whom
 * they are demanded of.
 */
@Named
@RequestScoped
public class FactorCard {
  private final Visit visit;
  private final SecondFactors factors;
  private @Nullable SecondFactorView own;
  private @Nullable SecondFactorView other;
  private @Nullable List<AuditRecord> lately;
  private @Nullable String demand;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected FactorCard() {
    this(null, null);
  }

  @Inject
  FactorCard(Visit visit, SecondFactors factors) {
    this.visit = visit;
    this.factors = factors;
  }

  public SecondFactorView getOwn() {
    SecondFactorView seen = own;
    if (seen == null) {
      seen = factors.own(visit.caller());
      own = seen;
    }
    return seen;
  }

  /** What happened to the account lately, newest first. */
  public List<AuditRecord> getLately() {
    List<AuditRecord> seen = lately;
    if (seen == null) {
      seen = factors.lately(visit.caller());
      lately = seen;
    }
    return seen;
  }

  /**
   * The removal of the person's factor by somebody else, while there is no other since; or null.
   */
  public @Nullable AuditRecord getTakenAway() {
    if (getOwn().isThere()) {
      return null;
    }
    Optional<AuditRecord> removal =
        getLately().stream()
            .filter(row -> row.action() == Action.SECOND_FACTOR_REMOVED)
            .findFirst()
            .filter(row -> !row.actor().equals(visit.caller().id()));
    return removal.orElse(null);
  }

  public String words(AuditRecord row) {
    String what = AuditWords.of(row.action());
    boolean byOther = row.actorKind().equals(visit.caller().kind());
    String by = byOther && !row.actor().equals(visit.caller().id()) ? " by " + row.actor() : "";
    return (row.code() == null ? what : what + ": refused") + by;
  }

  /** How the factor of the person whose page this is stands. */
  public SecondFactorView getOther() {
    SecondFactorView seen = other;
    if (seen == null) {
      seen = factors.of(visit.caller(), visit.part("person"));
      other = seen;
    }
    return seen;
  }

  public void removeOther() {
    visit.attempt(
        () -> {
          String person = visit.part("person");
          factors.removeOf(visit.caller(), person);
          visit.say("The second factor of " + person + " is removed.");
          visit.goTo("/settings/people/" + person);
        });
  }

  /** Whom a factor can be demanded of, as text and words. */
  public record Choice(String value, String words) {}

  public List<Choice> getChoices() {
    return Arrays.stream(SecondFactorDemand.values())
        .map(one -> new Choice(one.text(), words(one)))
        .toList();
  }

  private static String words(SecondFactorDemand demand) {
    return switch (demand) {
      case NOBODY -> "Nobody: each person decides";
      case ADMINS -> "Admins";
      case ADMINS_AND_LEADS -> "Admins and security leads";
      case EVERYBODY -> "Everybody";
    };
  }

  public String getDemand() {
    String chosen = demand;
    return chosen == null ? factors.demandNow().text() : chosen;
  }

  public void setDemand(String demand) {
    this.demand = demand;
  }

  public void saveDemand() {
    visit.attempt(
        () -> {
          factors.demand(visit.caller(), SecondFactorDemand.parse(getDemand()));
          visit.say("Saved. It holds from the next sign-in on.");
          visit.goTo("/settings/people");
        });
  }
}
