package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.BehaviourKeeping;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.TokenPlace;
import dev.sealward.access.TokenView;
import dev.sealward.access.TokensUnderTest;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rotation, bounds and ends of machine tokens, and what refuses them. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
class MachineTokensIT {
  private static final String HERE = "192.0.2.40";

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject TokensUnderTest door;
  @Inject BehaviourKeeping keeping;
  @Inject Alerts alerts;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Database database;
  @PersistenceUnit EntityManagerFactory factory;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  /** An issued token and its text. */
  private record Issued(String id, String text) {}

  @Test
  void rotatedTokenWorksBesideItsSuccessorUntilItsOverlapEnds() throws SQLException {
    EntityId entity = entity("rotating");
    Issued old = issue(entity, TokenDraft.of("ci", 90));
    Issued successor = rotate(entity, old.id(), 24);

    assertThat(authenticate(old.text())).isPresent();
    assertThat(authenticate(successor.text())).isPresent();
    TokenView before = tokens.get(admin, entity, old.id());
    TokenView after = tokens.get(admin, entity, successor.id());
    assertThat(before.replacedBy()).isEqualTo(successor.id());
    assertThat(after.replaces()).isEqualTo(old.id());
    assertThat(after.label()).isEqualTo("ci");
    assertThat(before.expiresAt())
        .isBetween(in(Duration.ofHours(24).minusMinutes(5)), in(Duration.ofHours(24)));
    assertThat(history(new Target("token", old.id())))
        .containsExactly(Action.TOKEN_ROTATED, Action.TOKEN_ISSUED);

    end(old.id());
    assertThat(authenticate(old.text())).isEmpty();
    assertThat(authenticate(successor.text())).isPresent();
  }

  @Test
  void rotatingTwiceLeavesNoThreeAlive() {
    EntityId entity = entity("rotating-twice");
    Issued first = issue(entity, TokenDraft.of("ci", 90));
    Issued second = rotate(entity, first.id(), 24);
    assertRefused("TOKEN_REPLACED", () -> tokens.rotate(admin, entity, first.id(), 90, 24));

    Issued third = rotate(entity, second.id(), 24);

    assertThat(authenticate(first.text())).isEmpty();
    assertThat(authenticate(second.text())).isPresent();
    assertThat(authenticate(third.text())).isPresent();
    assertThat(entities.get(admin, entity).activeTokens()).isEqualTo(2);
  }

  @Test
  void overlapNeverLengthensATokenAndZeroEndsIt() {
    EntityId entity = entity("short-overlap");
    Issued soon = issue(entity, TokenDraft.of("ci", 1));
    Instant end = tokens.get(admin, entity, soon.id()).expiresAt();
    rotate(entity, soon.id(), 720);
    assertThat(tokens.get(admin, entity, soon.id()).expiresAt()).isEqualTo(end);

    Issued now = issue(entity, TokenDraft.of("ci", 90));
    rotate(entity, now.id(), 0);
    assertThat(authenticate(now.text())).isEmpty();
    assertRefused("TOKEN_ENDED", () -> tokens.rotate(admin, entity, now.id(), 90, 24));
    for (int hours : new int[] {-1, 721}) {
      assertRefused("OVERLAP_INVALID", () -> tokens.rotate(admin, entity, soon.id(), 90, hours));
    }
  }

  @Test
  @Tag("FOUND-07")
  void tokenIsRotatedThroughItsOwnEntityAndTenantOnly() {
    EntityId owner = entity("rotation-owner");
    EntityId stranger = entity("rotation-stranger");
    Issued token = issue(owner, TokenDraft.of("ci", 90));
    entities.register(installed.foreigner(), owner.value(), EntityKind.AGENT, "");

    assertRefused("NOT_FOUND", () -> tokens.rotate(admin, stranger, token.id(), 90, 24));
    assertRefused("NOT_FOUND", () -> tokens.get(admin, stranger, token.id()));
    Caller foreigner = installed.foreigner();
    assertRefused("NOT_FOUND", () -> tokens.rotate(foreigner, owner, token.id(), 90, 24));
    assertRefused("NOT_FOUND", () -> tokens.revoke(foreigner, owner, token.id()));
    assertThat(tokens.list(foreigner, owner, null)).isEmpty();
    assertThat(authenticate(token.text())).isPresent();
  }

  @Test
  @Tag("FR-028-002")
  void tokenCannotMakeRotateOrRevokeTokens() {
    EntityId entity = entity("self-serving");
    Issued token = issue(entity, TokenDraft.of("ci", 90));
    Caller itself = authenticate(token.text()).orElseThrow();

    assertRefused("PERMISSION_MISSING", () -> tokens.issue(itself, entity, TokenDraft.of("x", 1)));
    assertRefused("PERMISSION_MISSING", () -> tokens.rotate(itself, entity, token.id(), 90, 24));
    assertRefused("PERMISSION_MISSING", () -> tokens.revoke(itself, entity, token.id()));
    assertRefused("PERMISSION_MISSING", () -> entities.retire(itself, entity));
    assertRefused("PERMISSION_MISSING", () -> entities.limit(itself, entity, null));
    assertThat(tokens.list(admin, entity, null)).hasSize(1);
  }

  @Test
  @Tag("VAULT-09")
  void boundTokenIsRefusedFromElsewhereAuditedAndAlerted() {
    EntityId entity = entity("bound-token");
    Issued token = issue(entity, new TokenDraft("ci", 90, "10.20.0.0/16, 2001:db8:7::/48"));
    assertThat(tokens.get(admin, entity, token.id()).sources())
        .containsExactly("10.20.0.0/16", "2001:db8:7::/48");

    assertThat(authenticate(token.text(), "10.20.3.4")).isPresent();
    assertThat(authenticate(token.text(), "2001:db8:7:1::9")).isPresent();
    for (String elsewhere : List.of("10.21.0.1", "2001:db8:8::1", "local")) {
      assertThat(authenticate(token.text(), elsewhere)).isEmpty();
    }
    AuditRecord refused = refusals(token.id()).get(0);
    assertThat(refused.code()).isEqualTo("TOKEN_FROM_ELSEWHERE");
    assertThat(refused.actor()).isEqualTo("bound-token");
    assertThat(refused.address()).isEqualTo("local");
    keeping.keep();
    assertThat(about(entity, AlertKind.TOKEN_FROM_ELSEWHERE)).hasSize(1);

    Issued successor = rotate(entity, token.id(), 24);
    assertThat(authenticate(successor.text(), "10.21.0.1")).as("bounds go along").isEmpty();
    assertRefused(
        "SOURCES_INVALID",
        () -> tokens.issue(admin, entity, new TokenDraft("ci", 90, "build.example")));
  }

  @Test
  @Tag("VAULT-09")
  void tokenPresentedAfterItsEndIsAuditedAndAlertedOnceAnHour() throws SQLException {
    EntityId entity = entity("after-end");
    Issued revoked = issue(entity, TokenDraft.of("revoked", 90));
    Issued expired = issue(entity, TokenDraft.of("expired", 90));
    tokens.revoke(admin, entity, revoked.id());
    end(expired.id());

    assertThat(authenticate(revoked.text())).isEmpty();
    assertThat(authenticate(expired.text())).isEmpty();
    keeping.keep();
    assertThat(authenticate(revoked.text())).isEmpty();
    keeping.keep();

    assertThat(refusals(revoked.id())).extracting(AuditRecord::code).containsOnly("TOKEN_REVOKED");
    assertThat(refusals(expired.id())).extracting(AuditRecord::code).containsOnly("TOKEN_EXPIRED");
    assertThat(about(entity, AlertKind.TOKEN_USED_AFTER_END)).hasSize(1);
  }

  @Test
  void disabledEntityIsRefusedUntilItIsEnabledAndRetiredForGood() {
    EntityId entity = entity("standing");
    Issued token = issue(entity, TokenDraft.of("ci", 90));

    entities.disable(admin, entity);
    assertThat(authenticate(token.text())).isEmpty();
    assertThat(refusals(token.id())).extracting(AuditRecord::code).containsOnly("ENTITY_DISABLED");
    entities.enable(admin, entity);
    assertThat(authenticate(token.text())).isPresent();

    entities.retire(admin, entity);
    entities.retire(admin, entity);
    assertThat(authenticate(token.text())).isEmpty();
    assertThat(entities.get(admin, entity).activeTokens()).isZero();
    assertRefused("ENTITY_RETIRED", () -> entities.enable(admin, entity));
    assertRefused("ENTITY_RETIRED", () -> tokens.issue(admin, entity, TokenDraft.of("again", 90)));
    assertRefused(
        "ENTITY_EXISTS", () -> entities.register(admin, "standing", EntityKind.AGENT, ""));
    assertThat(history(new Target("entity", "standing")))
        .containsExactly(
            Action.ENTITY_RETIRED,
            Action.ENTITY_ENABLED,
            Action.ENTITY_DISABLED,
            Action.ENTITY_CREATED);
  }

  @Test
  void listOfTokensIsPagedByKey() throws SQLException {
    EntityId entity = entity("many-tokens");
    List<String> issued = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      issued.add(0, issue(entity, TokenDraft.of("t" + i, 90)).id());
    }
    assertRefused(
        "TOKENS_TOO_MANY", () -> tokens.issue(admin, entity, TokenDraft.of("one more", 90)));
    // Some were issued in one moment.
    database.update(
        "update machine_token set created_at = ? where entity = ? and label < 't3'",
        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC),
        "many-tokens");
    List<TokenView> whole = tokens.list(admin, entity, null);
    assertThat(whole).hasSize(50);
    for (int i = 0; i < 50; i += 7) {
      TokenPlace place = TokenPlace.parse(TokenPlace.of(whole.get(i)).toString());
      assertThat(tokens.list(admin, entity, place)).isEqualTo(whole.subList(i + 1, 50));
    }
    assertThat(whole).extracting(TokenView::tokenId).containsExactlyInAnyOrderElementsOf(issued);
  }

  @Test
  void useIsNotedWithItsAddress() {
    EntityId entity = entity("noted-use");
    Issued token = issue(entity, TokenDraft.of("ci", null));
    assertThat(authenticate(token.text(), "2001:db8::5")).isPresent();
    TokenView view = tokens.get(admin, entity, token.id());
    assertThat(view.lastUsedAt()).isNotNull();
    assertThat(view.lastUsedFrom()).isEqualTo("2001:db8::5");
    assertThat(entities.get(admin, entity).endlessTokens()).isEqualTo(1);
    assertThat(entities.get(admin, entity).nextEnd()).isNull();
  }

  @Test
  @Tag("VAULT-09")
  void endIsToldTwiceAndOfTokensThatAreStillNeededOnly() throws SQLException {
    EntityId entity = entity("ending-soon");
    Issued ending = issue(entity, TokenDraft.of("ending", 90));
    Issued other = issue(entity, TokenDraft.of("another", 90));
    issue(entity, TokenDraft.of("short by intent", 2));
    issue(entity, TokenDraft.of("far off", 90));
    Issued replaced = issue(entity, TokenDraft.of("replaced", 90));
    rotate(entity, replaced.id(), 24);
    keeping.warnOfEndings();
    assertThat(about(entity, AlertKind.TOKEN_ENDING)).isEmpty();

    endsIn(ending.id(), Duration.ofDays(13));
    endsIn(other.id(), Duration.ofDays(14).minusMinutes(1));
    keeping.warnOfEndings();
    keeping.warnOfEndings();
    assertThat(about(entity, AlertKind.TOKEN_ENDING))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.entity()).isEqualTo(entity);
              assertThat(alert.workspace()).isEqualTo(Installed.WORKSPACE);
              assertThat(alert.detail()).contains(ending.id(), other.id());
            });

    endsIn(ending.id(), Duration.ofDays(3).minusMinutes(1));
    keeping.warnOfEndings();
    keeping.warnOfEndings();
    assertThat(about(entity, AlertKind.TOKEN_ENDING)).hasSize(2);
  }

  @Test
  @Tag("FR-028-009")
  void whateverIsWrongWithATokenIsRecordedOnceAndAnsweredAlike() throws SQLException {
    EntityId entity = entity("refused-alike");
    Issued revoked = issue(entity, TokenDraft.of("revoked", 90));
    tokens.revoke(admin, entity, revoked.id());
    Issued expired = issue(entity, TokenDraft.of("expired", 90));
    end(expired.id());
    Issued elsewhere = issue(entity, new TokenDraft("bound", 90, "10.0.0.0/8"));
    Issued good = issue(entity, TokenDraft.of("good", 90));
    String other = good.text().substring(0, 17) + revoked.text().substring(17, 60);
    List<String> presented =
        List.of(
            "no token at all",
            withChecksum("swd_zzzzzzzzzzzz" + good.text().substring(16, 60)),
            withChecksum(other),
            revoked.text(),
            expired.text(),
            elsewhere.text());
    for (String token : presented) {
      UUID call = UUID.randomUUID();
      assertThat(door.authenticate(token, "192.0.2.41", call)).isEmpty();
      assertThat(recorded.search(Installed.TENANT, AuditQuery.under(call, 10)))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.action()).isEqualTo(Action.TOKEN_REFUSED);
                assertThat(row.toString()).doesNotContain(token.substring(token.length() - 9));
              });
    }
    assertThat(authenticate(good.text())).isPresent();
  }

  private static String withChecksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(US_ASCII));
    return body + String.format(Locale.ROOT, "_%08x", crc.getValue());
  }

  @Test
  @Tag("VAULT-09")
  void addressOfManyBadTokensIsSlowedDownAndItsGoodNeighbourIsNot() {
    String address = "203.0.113.77";
    EntityId entity = entity("good-neighbour");
    Issued known = issue(entity, TokenDraft.of("known", 90));
    assertThat(authenticate(known.text(), address)).isPresent();
    long before = refusedAt(address).size();

    for (int i = 0; i < 60; i++) {
      assertThat(authenticate("swd_guess", address)).isEmpty();
    }
    Refused refused =
        assertRefused("TOKENS_FAILED_TOO_OFTEN", () -> authenticate("swd_guess", address));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(refused.retryAfter()).isPresent();
    assertRefused("TOKENS_FAILED_TOO_OFTEN", () -> authenticate("swd_guess", address));
    keeping.keep();
    assertThat(refusedAt(address))
        .as("the trail is not filled")
        .filteredOn(row -> !"TOKENS_SUMMED_UP".equals(row.code()))
        .hasSize((int) before + 60);
    assertThat(refusedAt(address))
        .filteredOn(row -> "TOKENS_SUMMED_UP".equals(row.code()))
        .as("the others are summed up")
        .allSatisfy(row -> assertThat(row.detail()).endsWith(" from " + address))
        .extracting(row -> Integer.parseInt(row.detail().split(" ", 2)[0]))
        .satisfies(sums -> assertThat(sums.stream().mapToInt(sum -> sum).sum()).isEqualTo(2));
    assertThat(authenticate(known.text(), address)).as("was good before").isPresent();
    assertThat(authenticate("swd_guess", "203.0.113.78")).as("another address").isEmpty();
  }

  @Test
  @Tag("VAULT-09")
  void knowingTheIdOfAGoodTokenIsNoWayAroundTheLimit() {
    String address = "203.0.113.79";
    EntityId entity = entity("guessed-by-id");
    Issued known = issue(entity, TokenDraft.of("known", 90));
    String secret = known.text().substring(17, 60);
    String wrong = withChecksum(known.text().substring(0, 17) + secret.substring(1) + "A");
    assertThat(authenticate(known.text(), address)).isPresent();
    for (int i = 0; i < 60; i++) {
      assertThat(authenticate(wrong, address)).isEmpty();
    }
    List<String> asked =
        Statements.of(
            factory,
            () -> assertRefused("TOKENS_FAILED_TOO_OFTEN", () -> authenticate(wrong, address)));
    assertThat(asked).as("refused before the database is asked").isEmpty();
    assertThat(authenticate(known.text(), address)).as("the right secret").isPresent();
  }

  @Test
  @Tag("VAULT-09")
  void revokedTokenFromAnAddressOfManyFailuresIsRecordedAndTold() {
    String address = "203.0.113.80";
    EntityId entity = entity("revoked-among-many");
    Issued stolen = issue(entity, TokenDraft.of("stolen", 90));
    assertThat(authenticate(stolen.text(), address)).isPresent();
    for (int i = 0; i < 60; i++) {
      assertThat(authenticate("swd_guess", address)).isEmpty();
    }
    tokens.revoke(admin, entity, stolen.id());

    assertRefused("TOKENS_FAILED_TOO_OFTEN", () -> authenticate(stolen.text(), address));
    assertThat(refusals(stolen.id()))
        .singleElement()
        .satisfies(row -> assertThat(row.code()).isEqualTo("TOKEN_REVOKED"));
    keeping.keep();
    assertThat(about(entity, AlertKind.TOKEN_USED_AFTER_END)).hasSize(1);
  }

  private List<AuditRecord> refusedAt(String address) {
    return recorded
        .search(
            Installed.TENANT,
            new AuditQuery(
                new Target("session", "machine-token"),
                null,
                Action.TOKEN_REFUSED,
                null,
                null,
                200))
        .stream()
        .filter(row -> row.address().equals(address))
        .toList();
  }

  private List<AlertRecord> about(EntityId entity, AlertKind kind) {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> alert.kind() == kind && entity.equals(alert.entity()))
        .toList();
  }

  private List<AuditRecord> refusals(String tokenId) {
    return recorded
        .search(Installed.TENANT, AuditQuery.about(new Target("token", tokenId), 50))
        .stream()
        .filter(row -> row.action() == Action.TOKEN_REFUSED)
        .toList();
  }

  private List<Action> history(Target target) {
    return recorded.search(Installed.TENANT, AuditQuery.about(target, 50)).stream()
        .map(AuditRecord::action)
        .toList();
  }

  private EntityId entity(String name) {
    return entities.register(admin, name, EntityKind.AGENT, "made by a test").id();
  }

  private Issued issue(EntityId entity, TokenDraft draft) {
    return read(tokens.issue(admin, entity, draft));
  }

  private Issued rotate(EntityId entity, String tokenId, int overlapHours) {
    return read(tokens.rotate(admin, entity, tokenId, 90, overlapHours));
  }

  private static Issued read(IssuedToken issued) {
    try (var token = issued.token()) {
      return new Issued(issued.tokenId(), token.use(bytes -> new String(bytes, US_ASCII)));
    }
  }

  private Optional<Caller> authenticate(String token) {
    return authenticate(token, HERE);
  }

  private Optional<Caller> authenticate(String token, String address) {
    return door.authenticate(token, address, UUID.randomUUID());
  }

  private Instant in(Duration time) {
    return clock.instant().plus(time);
  }

  private void end(String tokenId) throws SQLException {
    endsIn(tokenId, Duration.ofSeconds(-1));
  }

  private void endsIn(String tokenId, Duration time) throws SQLException {
    database.update(
        "update machine_token set expires_at = ? where id = ?",
        OffsetDateTime.ofInstant(in(time), ZoneOffset.UTC),
        tokenId);
  }
}
