package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityDraft;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.EntityView;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.TokenView;
import dev.sealward.access.TokensUnderTest;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
class EntitiesIT {
  private static final String TOKEN_LIKE = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA30uXeNq";

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Workspaces workspaces;
  @Inject MachineTokens tokens;
  @Inject TokensUnderTest door;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void registeredEntityIsListedAndAudited() {
    EntityView made = entities.register(admin, "listed-tool", EntityKind.TOOL, " makes things ");
    assertThat(made.description()).isEqualTo("makes things");
    assertThat(made.createdBy()).isEqualTo("root-admin");
    assertThat(made.activeTokens()).isZero();
    assertThat(entities.list(admin, new EntityFilter("listed-", null, 200))).contains(made);
    assertThat(history(new Target("entity", "listed-tool"))).containsExactly(Action.ENTITY_CREATED);
  }

  @Test
  @Tag("FR-028-002")
  void entityIsSeenAndChangedByThoseWhoReachItsWorkspaceOnly() {
    workspaces.create(admin, "elsewhere");
    Caller elsewhere = admin.within(Reach.of(Set.of(WorkspaceId.of("elsewhere"))));
    Caller nowhere = admin.within(Reach.of(Set.of()));
    Caller everywhere = admin.within(Reach.tenantWide());
    EntityId here = entity("only-here");
    EntityId there =
        entities
            .register(
                elsewhere, new EntityDraft("only-there", EntityKind.AGENT, "", "elsewhere", null))
            .id();

    assertThat(entities.get(everywhere, there).workspace()).isEqualTo(WorkspaceId.of("elsewhere"));
    for (Caller stranger : List.of(elsewhere, nowhere)) {
      assertRefused("NOT_FOUND", () -> entities.get(stranger, here));
      assertRefused("NOT_FOUND", () -> entities.disable(stranger, here));
      assertRefused("NOT_FOUND", () -> entities.retire(stranger, here));
      assertRefused("NOT_FOUND", () -> tokens.list(stranger, here, null));
      assertRefused("NOT_FOUND", () -> tokens.issue(stranger, here, TokenDraft.of("ci", 90)));
    }
    assertThat(names(elsewhere)).contains("only-there").doesNotContain("only-here");
    assertThat(names(admin.within(Reach.of(Set.of(Installed.WORKSPACE)))))
        .contains("only-here")
        .doesNotContain("only-there");
    assertThat(names(everywhere)).contains("only-here", "only-there");
    assertThat(names(nowhere)).isEmpty();
    assertThat(entities.count(nowhere)).isZero();
    assertRefused(
        "WORKSPACE_OUT_OF_REACH",
        () ->
            entities.register(
                elsewhere, new EntityDraft("smuggled", EntityKind.AGENT, "", "default", null)));
    assertRefused(
        "WORKSPACE_OUT_OF_REACH",
        () -> entities.register(elsewhere, "by-default", EntityKind.AGENT, ""));
  }

  @Test
  @Tag("FR-028-002")
  void adapterNamesItsProviderAndReachesNoOther() {
    assertRefused(
        "PROVIDER_MISSING",
        () -> entities.register(admin, "unbound-adapter", EntityKind.ADAPTER, ""));
    EntityId adapter =
        entities
            .register(
                admin, new EntityDraft("git-adapter", EntityKind.ADAPTER, "", "default", "github"))
            .id();
    EntityId agent = entity("any-provider");

    Caller bound = authenticate(text(tokens.issue(admin, adapter, TokenDraft.of("a", 1)))).get();
    assertThat(bound.reach())
        .isEqualTo(Reach.of(Set.of(WorkspaceId.of("default"))).only(ProviderId.of("github")));
    Caller free = authenticate(text(tokens.issue(admin, agent, TokenDraft.of("a", 1)))).get();
    assertThat(free.reach()).isEqualTo(Reach.of(Set.of(WorkspaceId.of("default"))));
  }

  @Test
  void listIsPagedByKeyAndSearched() {
    for (int i = 0; i < 5; i++) {
      entity("paged-" + i);
    }
    EntityFilter filter = new EntityFilter("paged-", null, 2);
    List<String> all = new ArrayList<>();
    List<EntityView> page = entities.list(admin, filter);
    while (!page.isEmpty()) {
      page.forEach(view -> all.add(view.id().value()));
      page = entities.list(admin, new EntityFilter("paged-", page.get(page.size() - 1).id(), 2));
    }
    assertThat(all).containsExactly("paged-0", "paged-1", "paged-2", "paged-3", "paged-4");
    assertThat(entities.list(admin, new EntityFilter("%", null, 10))).as("no wildcard").isEmpty();
  }

  @Test
  @Tag("VAULT-09")
  void rateOfAnEntityIsSetWithinBounds() {
    EntityId entity = entity("limited");
    entities.limit(admin, entity, 5);
    assertThat(entities.get(admin, entity).resolvesPerMinute()).isEqualTo(5);
    entities.limit(admin, entity, null);
    assertThat(entities.get(admin, entity).resolvesPerMinute()).isNull();
    for (int rate : new int[] {0, -1, 1_000_001}) {
      assertRefused("LIMIT_INVALID", () -> entities.limit(admin, entity, rate));
    }
    assertThat(history(new Target("entity", "limited")))
        .containsExactly(Action.ENTITY_LIMITED, Action.ENTITY_LIMITED, Action.ENTITY_CREATED);
  }

  private List<String> names(Caller caller) {
    return entities.list(caller, new EntityFilter("only-", null, 200)).stream()
        .map(view -> view.id().value())
        .toList();
  }

  @Test
  void nameIsTakenOnce() {
    entities.register(admin, "taken-agent", EntityKind.AGENT, "");
    assertThat(
            assertRefused(
                    "ENTITY_EXISTS",
                    () -> entities.register(admin, "taken-agent", EntityKind.TOOL, ""))
                .field())
        .contains("entity");
  }

  @Test
  @Tag("ST-SEC-002")
  void secretTypedIntoItsTextsIsRefusedAndNothingIsMade() {
    assertRefused(
        "SECRET_IN_PLAINTEXT",
        () -> entities.register(admin, "leaky-agent", EntityKind.AGENT, "uses " + TOKEN_LIKE));
    assertRefused("NOT_FOUND", () -> entities.get(admin, EntityId.of("leaky-agent")));

    EntityId labelled = entity("leaky-label");
    assertRefused(
        "SECRET_IN_PLAINTEXT",
        () -> tokens.issue(admin, labelled, TokenDraft.of(TOKEN_LIKE, null)));
    assertThat(tokens.list(admin, labelled, null)).isEmpty();
  }

  @Test
  void tokenIsHandedOutOnceAndOnlyItsHashIsKept() throws Exception {
    EntityId entity = entity("token-holder");
    String token;
    byte[] hash;
    String id;
    try (var issued = tokens.issue(admin, entity, TokenDraft.of("ci", 30)).token()) {
      token = issued.use(bytes -> new String(bytes, US_ASCII));
    }
    id = token.substring(4, 16);
    hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));

    assertThat(database.one("select token_hash from machine_token where id = ?", id))
        .isEqualTo(hash);
    for (String column : List.of("id", "label", "entity", "created_by")) {
      assertThat(database.column("select " + column + " from machine_token").toString())
          .doesNotContain(token.substring(17, 60));
    }
    TokenView listed = tokens.list(admin, entity, null).get(0);
    assertThat(listed.tokenId()).isEqualTo(id);
    assertThat(listed.expiresAt()).isAfter(clock.instant());
    assertThat(listed.toString()).doesNotContain(token.substring(17, 60));
    assertThat(history(new Target("token", id))).containsExactly(Action.TOKEN_ISSUED);
  }

  @Test
  void tokenAuthenticatesItsEntityAndItsUseIsNoted() {
    EntityId entity = entity("authenticating");
    String token = text(tokens.issue(admin, entity, TokenDraft.of("ci", null)));
    UUID correlation = UUID.randomUUID();

    Caller caller = door.authenticate(token, "192.0.2.9", correlation).orElseThrow();
    assertThat(caller.kind()).isEqualTo(Caller.Kind.ENTITY);
    assertThat(caller.id()).isEqualTo("authenticating");
    assertThat(caller.tenant()).isEqualTo(Installed.TENANT);
    assertThat(caller.roles()).isEmpty();
    assertThat(caller.address()).isEqualTo("192.0.2.9");
    assertThat(caller.correlationId()).isEqualTo(correlation);
    assertThat(entities.get(admin, entity).activeTokens()).isEqualTo(1);
    assertThat(entities.get(admin, entity).lastUsedAt()).isNotNull();
  }

  @Test
  void anythingElseAuthenticatesNobody() {
    EntityId entity = entity("not-authenticating");
    String token = text(tokens.issue(admin, entity, TokenDraft.of("ci", null)));
    String body = token.substring(0, 60);
    String lastChanged = body.substring(0, 58) + (body.charAt(58) == 'A' ? "B" : "A") + "A";

    assertThat(authenticate("")).isEmpty();
    assertThat(authenticate(body + "_00000000")).as("wrong checksum").isEmpty();
    assertThat(authenticate(withChecksum(lastChanged))).as("wrong secret").isEmpty();
    assertThat(authenticate(withChecksum("swd_zzzzzzzzzzzz" + body.substring(16))))
        .as("unknown id")
        .isEmpty();
    assertThat(authenticate(token + "x")).isEmpty();
    assertThat(authenticate(token)).isPresent();
  }

  @Test
  void secretOfOneTokenDoesNotOpenAnother() {
    EntityId entity = entity("two-tokens");
    String one = text(tokens.issue(admin, entity, TokenDraft.of("one", null)));
    String other = text(tokens.issue(admin, entity, TokenDraft.of("other", null)));
    assertThat(authenticate(withChecksum(one.substring(0, 16) + other.substring(16, 60))))
        .isEmpty();
  }

  @Test
  void revokedTokenStopsAtOnce() {
    EntityId entity = entity("revoked-token");
    IssuedToken issued = tokens.issue(admin, entity, TokenDraft.of("ci", null));
    String token = text(issued);
    tokens.revoke(admin, entity, issued.tokenId());
    tokens.revoke(admin, entity, issued.tokenId());

    assertThat(authenticate(token)).isEmpty();
    assertThat(entities.get(admin, entity).activeTokens()).isZero();
    assertThat(history(new Target("token", issued.tokenId())))
        .containsExactly(Action.TOKEN_REFUSED, Action.TOKEN_REVOKED, Action.TOKEN_ISSUED);
  }

  @Test
  void expiredTokenStops() throws SQLException {
    EntityId entity = entity("expired-token");
    IssuedToken issued = tokens.issue(admin, entity, TokenDraft.of("ci", 1));
    String token = text(issued);
    assertThat(authenticate(token)).isPresent();
    database.update(
        "update machine_token set expires_at = ? where id = ?",
        OffsetDateTime.ofInstant(clock.instant().minusSeconds(1), ZoneOffset.UTC),
        issued.tokenId());
    assertThat(authenticate(token)).isEmpty();
    assertThat(entities.get(admin, entity).activeTokens()).isZero();
  }

  @Test
  void lifetimeOfATokenIsBounded() {
    EntityId entity = entity("bounded-token");
    for (int days : new int[] {0, -1, 3651}) {
      assertRefused("DAYS_INVALID", () -> tokens.issue(admin, entity, TokenDraft.of("ci", days)));
    }
    assertRefused("FIELD_MISSING", () -> tokens.issue(admin, entity, TokenDraft.of(" ", null)));
    assertRefused(
        "NOT_FOUND", () -> tokens.issue(admin, EntityId.of("no-such"), TokenDraft.of("ci", null)));
  }

  @Test
  @Tag("ATTACK-14")
  void tokenIsRevokedThroughItsOwnEntityOnly() {
    EntityId owner = entity("token-owner");
    EntityId stranger = entity("token-stranger");
    IssuedToken issued = tokens.issue(admin, owner, TokenDraft.of("ci", null));
    String token = text(issued);
    assertRefused("NOT_FOUND", () -> tokens.revoke(admin, stranger, issued.tokenId()));
    assertThat(authenticate(token)).isPresent();
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsEntityIsMissing() {
    EntityId entity = entity("of-one-tenant");
    IssuedToken issued = tokens.issue(admin, entity, TokenDraft.of("ci", null));
    Caller foreigner = installed.foreigner();

    assertRefused("NOT_FOUND", () -> entities.get(foreigner, entity));
    assertRefused("NOT_FOUND", () -> tokens.issue(foreigner, entity, TokenDraft.of("ci", null)));
    assertRefused("NOT_FOUND", () -> tokens.revoke(foreigner, entity, issued.tokenId()));
    assertRefused("NOT_FOUND", () -> tokens.list(foreigner, entity, null));
    assertThat(entities.list(foreigner, EntityFilter.first(200)))
        .noneMatch(view -> view.id().equals(entity));
    assertThat(entities.register(foreigner, entity.value(), EntityKind.AGENT, "").createdBy())
        .as("names are the tenant's own")
        .isEqualTo("eve");
  }

  @Test
  void viewersAndEntitiesChangeNothing() {
    EntityId entity = entity("untouched");
    Caller viewer = installed.person("looking", Set.of(Role.VIEWER));
    Caller machine = installed.entity("untouched");
    for (Caller caller : List.of(viewer, machine)) {
      Refused refused =
          assertRefused(
              "PERMISSION_MISSING", () -> tokens.issue(caller, entity, TokenDraft.of("ci", null)));
      assertThat(refused.kind()).isEqualTo(Refused.Kind.DENIED);
      assertRefused(
          "PERMISSION_MISSING", () -> entities.register(caller, "another", EntityKind.AGENT, ""));
    }
    assertThat(entities.get(viewer, entity).id()).isEqualTo(entity);
    assertRefused("PERMISSION_MISSING", () -> entities.get(machine, entity));
    assertThat(
            recorded.search(
                Installed.TENANT,
                new AuditQuery(
                    new Target("permission", "manage_entities"),
                    "looking",
                    Action.ACCESS_DENIED,
                    null,
                    viewer.correlationId(),
                    10)))
        .hasSize(2);
  }

  private EntityId entity(String name) {
    return entities.register(admin, name, EntityKind.AGENT, "made by a test").id();
  }

  private Optional<Caller> authenticate(String token) {
    return door.authenticate(token, "192.0.2.9", UUID.randomUUID());
  }

  private List<Action> history(Target target) {
    return recorded.search(Installed.TENANT, AuditQuery.about(target, 50)).stream()
        .map(AuditRecord::action)
        .toList();
  }

  private static String text(IssuedToken issued) {
    try (var token = issued.token()) {
      return token.use(bytes -> new String(bytes, US_ASCII));
    }
  }

  private static String withChecksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(US_ASCII));
    return body + String.format(Locale.ROOT, "_%08x", crc.getValue());
  }
}
