package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.TokenView;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever may not grant admin level gets at it by no token either. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
@Tag("FR-028-002")
class ArmedEntitiesIT {
  private static final int RACES = 20;
  private static final String DONE = "done";
  private static final TokenDraft DRAFT = TokenDraft.of("by a test", 90);

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject Policies policies;
  @Inject Database database;
  @Inject Clock clock;

  /** Operator and admin in one; all of these have just proved who they are. */
  private Caller both;

  private Caller operator;
  private Caller onlyAdmin;

  @BeforeEach
  void setUp() {
    both = installed.admin();
    operator = installed.person("armed-operator", Set.of(Role.OPERATOR));
    onlyAdmin = installed.person("armed-admin", Set.of(Role.ADMIN));
  }

  @Test
  void adminLevelTakesOperatorAndAdminInOne() {
    EntityId entity = entity("armed-by-both");
    assertRefused("PERMISSION_MISSING", () -> grant(operator, entity));
    assertRefused("PERMISSION_MISSING", () -> grant(onlyAdmin, entity));
    assertThat(policies.forEntity(both, entity)).isEmpty();
    assertThat(grant(both, entity).level()).isEqualTo(Level.ADMIN);
  }

  @Test
  void tokenOfWhatAdministersTakesAnAdmin() {
    EntityId entity = entity("armed-tokens");
    grant(both, entity);
    String token = issue(both, entity);
    assertRefused("PERMISSION_MISSING", () -> issue(operator, entity));
    assertRefused("PERMISSION_MISSING", () -> rotate(operator, entity, token));
    assertThat(live(entity)).as("what was refused left none").containsExactly(token);

    String successor = rotate(both, entity, token);
    assertThat(live(entity)).containsExactly(successor);
    tokens.revoke(operator, entity, successor);
    assertThat(live(entity)).as("taking away takes no admin").isEmpty();
  }

  @Test
  void levelIsNotGrantedWhileSomebodyElseMayHoldAToken() throws SQLException {
    EntityId entity = entity("armed-later");
    String kept = issue(operator, entity);
    issue(both, entity);
    policies.grant(both, entity, KeyCustody.RING, Level.WRITE, "", null);

    Refused refused = assertRefused("TOKENS_OF_OTHERS", () -> grant(both, entity));
    assertThat(refused.field()).contains("level");
    assertThat(policies.forEntity(both, entity))
        .as("what it held stays")
        .extracting(PolicyView::level)
        .containsExactly(Level.WRITE);

    tokens.revoke(both, entity, kept);
    grant(both, entity);
    assertThat(live(entity)).as("those of its equals go on").hasSize(1);
  }

  @Test
  void tokenThatHasEndedHoldsUpNothing() throws SQLException {
    EntityId entity = entity("armed-after-the-end");
    String ended = issue(operator, entity);
    assertRefused("TOKENS_OF_OTHERS", () -> grant(both, entity));
    database.update(
        "update machine_token set expires_at = ? where id = ?",
        OffsetDateTime.ofInstant(clock.instant().minusSeconds(1), ZoneOffset.UTC),
        ended);
    assertThat(grant(both, entity).level()).isEqualTo(Level.ADMIN);
  }

  @Test
  void ofAGrantAndATokenAtOnceOneIsRefused() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < RACES; i++) {
        EntityId entity = entity("armed-race-" + i);
        CyclicBarrier start = new CyclicBarrier(2);
        Future<String> token = two.submit(end(start, () -> issue(operator, entity)));
        Future<String> level = two.submit(end(start, () -> grant(both, entity)));
        List<String> ends = List.of(token.get(), level.get());
        assertThat(ends)
            .isIn(List.of(DONE, "TOKENS_OF_OTHERS"), List.of("PERMISSION_MISSING", DONE));
      }
    } finally {
      two.shutdown();
    }
  }

  private static Callable<String> end(CyclicBarrier start, Callable<?> act) {
    return () -> {
      start.await();
      try {
        act.call();
        return DONE;
      } catch (Refused refused) {
        return refused.remedy().code();
      }
    };
  }

  private PolicyView grant(Caller caller, EntityId entity) {
    return policies.grant(caller, entity, KeyCustody.RING, Level.ADMIN, "", null);
  }

  private EntityId entity(String name) {
    return entities.register(both, name, EntityKind.AGENT, "made by a test").id();
  }

  private String issue(Caller caller, EntityId entity) {
    return idOf(tokens.issue(caller, entity, DRAFT));
  }

  private String rotate(Caller caller, EntityId entity, String token) {
    return idOf(tokens.rotate(caller, entity, token, 90, 0));
  }

  private static String idOf(IssuedToken issued) {
    issued.token().close();
    return issued.tokenId();
  }

  private List<String> live(EntityId entity) {
    return tokens.list(both, entity, null).stream()
        .filter(token -> token.revokedAt() == null)
        .filter(token -> token.expiresAt() == null || token.expiresAt().isAfter(clock.instant()))
        .map(TokenView::tokenId)
        .toList();
  }
}
