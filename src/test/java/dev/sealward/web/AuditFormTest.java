package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-05")
class AuditFormTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Target SECRET = new Target("secret", "s-1");

  @Test
  void everyFieldRestrictsTogether() {
    UUID call = UUID.randomUUID();
    AuditForm form =
        form(
            "secret", "STRIPE",
            "actor", "billing",
            "who", "entity",
            "action", "secrets.credential.rotated",
            "outcome", "REFUSED",
            "address", "2001:db8::7",
            "correlation", call.toString(),
            "from", "2026-02-01",
            "until", "2026-02-01T14:30");

    assertThat(form.errors()).isEmpty();
    assertThat(form.filter())
        .isEqualTo(
            AuditFilter.ALL
                .about(Set.of(SECRET))
                .by(Set.of(new AuditFilter.Who(Caller.Kind.ENTITY, "billing")))
                .doing(Set.of(Action.SECRET_ROTATED))
                .ended(Outcome.REFUSED)
                .at("2001:db8::7")
                .under(Set.of(call))
                .within(
                    Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
                    Optional.of(Instant.parse("2026-02-01T14:30:00Z"))));
  }

  @Test
  void aNameAloneIsLookedForAmongAllKindsOfActors() {
    assertThat(form("actor", "ada").filter().who())
        .extracting(AuditFilter.Who::kind)
        .containsExactlyInAnyOrder(Caller.Kind.values());
  }

  @Test
  void aGroupStandsForItsActions() {
    assertThat(form("action", "backups").filter().actions())
        .contains(Action.BACKUP_CREATED, Action.BACKUP_DELETED)
        .doesNotContain(Action.SECRET_CREATED);
  }

  @Test
  void theLastDaysEndNow() {
    AuditFilter filter = form("last", "week").filter();

    assertThat(filter.from()).contains(NOW.minus(Duration.ofDays(7)));
    assertThat(filter.until()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "secret,nobody-knows-it",
    "action,secrets.credential.eaten",
    "outcome,MAYBE",
    "address,<script>",
    "correlation,1234",
    "correlation,zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
    "from,yesterday",
    "from,2026-02-30",
    "until,+999999999-12-31",
  })
  void whatBreaksARuleIsSaidBesideItsFieldAndNotSaidBack(String field, String typed) {
    AuditForm form = form(field, typed);

    assertThat(form.errors()).containsOnlyKeys(field);
    assertThat(form.errors().get(field)).doesNotContain(typed);
  }

  @Test
  void anEndBeforeTheBeginningIsRefused() {
    assertThat(form("from", "2026-02-02", "until", "2026-02-01").errors())
        .containsOnlyKeys("until");
  }

  @Test
  void addressesCarryTheSearchAndNothingElse() {
    AuditForm form = form("actor", "a&b", "outcome", "REFUSED", "last", "day", "before", "7-7");

    assertThat(form.address(Map.of())).isEqualTo("/audit?actor=a%26b&outcome=REFUSED&last=day");
    assertThat(form.over("")).isEqualTo("/audit?actor=a%26b&outcome=REFUSED");
    assertThat(form.page("after", new Position(Instant.ofEpochSecond(1), 9)))
        .endsWith("&last=day&after=1000000-9");
    assertThat(form.between(NOW, NOW.plusSeconds(3600)))
        .endsWith("from=2026-03-01T12%3A00%3A00Z&until=2026-03-01T13%3A00%3A00Z");
  }

  @Test
  void aPlaceThatIsNoneIsTheNewestRows() {
    assertThat(form("before", "12-34").place())
        .isEqualTo(Place.olderThan(new Position(Instant.EPOCH.plusNanos(12_000), 34)));
    assertThat(form("before", "drop table").place()).isEqualTo(Place.NEWEST);
    assertThat(form("before", "99999999999999999999-1").place()).isEqualTo(Place.NEWEST);
  }

  @Test
  void everyActionHasWords() {
    for (Action action : Action.values()) {
      assertThat(AuditWords.of(action)).isNotBlank().doesNotContain(".", "_");
    }
    assertThat(AuditWords.groups().stream().mapToInt(group -> group.actions().size()).sum())
        .isEqualTo(Action.values().length);
  }

  private static AuditForm form(String... pairs) {
    Map<String, String> query = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      query.put(pairs[i], pairs[i + 1]);
    }
    return new AuditForm(name -> Optional.ofNullable(query.get(name)), AuditFormTest::secrets, NOW);
  }

  private static Set<Target> secrets(String typed) {
    if (!typed.equals("STRIPE")) {
      throw Refused.field("secret", "SECRET_UNKNOWN", "There is none.", "Type another.");
    }
    return Set.of(SECRET);
  }
}
